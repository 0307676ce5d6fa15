package io.morelli.local.cli;

import io.morelli.message.Explain;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.MatchExplanation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The drawings of an answer as files. */
final class Drawings {

  /** An id may be longer than a file's name. */
  private static final int LONGEST_ID = 100;

  private Drawings() {}

  /**
   * Writes each drawing to {@code question-rank-id.png}.
   *
   * @param folder made if it is not there
   * @param question its number
   * @param matches best first, of a request for {@link Explain#PICTURE}
   * @return a line for each match, for people: where its drawing is, or why there is none
   */
  static List<String> save(Path folder, int question, List<Match> matches) throws IOException {
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < matches.size(); i++) {
      Match match = matches.get(i);
      MatchExplanation explanation = match.explanation();
      if (explanation.picture() == null) {
        lines.add("  not drawn: %s (%s)".formatted(match.id(), explanation.pictureOmitted()));
      } else {
        Path file = folder.resolve("%d-%d-%s.png".formatted(question, i + 1, name(match.id())));
        Files.write(file, explanation.picture().png());
        lines.add("  drawn: " + file);
      }
    }
    return lines;
  }

  /** An id as part of a file name. */
  static String name(String id) {
    String safe = id.replaceAll("[^A-Za-z0-9._-]", "_");
    return safe.substring(0, Math.min(safe.length(), LONGEST_ID));
  }
}
