package io.morelli.local.demo;

import io.morelli.local.demo.painting.Painter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pictures of a demo without pictures: painted by the program, always the same. */
public final class PaintedPictures {

  private PaintedPictures() {}

  /** The file name of a picture, such as {@code landscape-008.jpg}. */
  public static String fileName(int number) {
    return "%s-%03d.jpg".formatted(Painter.motif(number), number);
  }

  /** One of them as a JPEG file of quality 90. */
  public static byte[] jpeg(int number) {
    return Jpeg.encode(Painter.paint(number), 0.9f);
  }

  /**
   * Writes the first ones into a folder, those that are not there.
   *
   * @param folder created if it does not exist; it may hold more of them
   * @return the files of the first ones
   */
  public static List<Path> write(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Path file = folder.resolve(fileName(number));
      if (!Files.exists(file)) {
        Files.write(file, jpeg(number));
      }
      files.add(file);
    }
    return files;
  }
}
