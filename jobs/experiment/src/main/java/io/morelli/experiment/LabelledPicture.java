package io.morelli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A picture of which somebody said what it shows.
 *
 * @param name of the file as the label gives it
 * @param id of the image that it shows; empty if no image shows it
 */
public record LabelledPicture(String name, Path file, Optional<String> id) {

  /**
   * Reads labels from a CSV file with the columns {@code query_file}, relative to the file's
   * folder, and {@code image_id}, empty if no image shows it, in any order, without quotes.
   *
   * @throws IOException if it cannot be read, or a line has not those columns or names a file that
   *     is not there, naming the CSV file and the line
   */
  public static List<LabelledPicture> read(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> columns = lines.isEmpty() ? List.of() : List.of(lines.get(0).split(",", -1));
    int fileColumn = columns.indexOf("query_file");
    int idColumn = columns.indexOf("image_id");
    if (fileColumn < 0 || idColumn < 0) {
      throw new IOException(csv + ": the first line must name query_file and image_id");
    }
    List<LabelledPicture> pictures = new ArrayList<>();
    for (int number = 1; number < lines.size(); number++) {
      String[] values = lines.get(number).split(",", -1);
      if (values.length != columns.size()) {
        throw new IOException(
            "%s, line %d: %d columns, not %d"
                .formatted(csv, number + 1, values.length, columns.size()));
      }
      String name = values[fileColumn].strip();
      Path file = csv.resolveSibling(name);
      if (!Files.isRegularFile(file)) {
        throw new IOException("%s, line %d: no file %s".formatted(csv, number + 1, file));
      }
      Optional<String> id = Optional.of(values[idColumn].strip()).filter(text -> !text.isEmpty());
      pictures.add(new LabelledPicture(name, file, id));
    }
    return pictures;
  }
}
