package io.morelli.local.duplicates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The list of pairs that somebody looked at and found to differ: two ids a line, a tab between. */
public final class NotDuplicates {

  private NotDuplicates() {}

  /**
   * @throws IllegalArgumentException naming the line that is not two different ids
   */
  public static Set<IdPair> read(Path file) throws IOException {
    Set<IdPair> pairs = new HashSet<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String[] ids = lines.get(i).split("\t", -1);
      if (ids.length != 2 || ids[0].isEmpty() || ids[1].isEmpty() || ids[0].equals(ids[1])) {
        throw new IllegalArgumentException(
            "%s, line %d: not two different ids with a tab between: '%s'"
                .formatted(file, i + 1, lines.get(i)));
      }
      pairs.add(IdPair.of(ids[0], ids[1]));
    }
    return pairs;
  }
}
