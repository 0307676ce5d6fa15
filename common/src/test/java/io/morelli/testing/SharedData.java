package io.morelli.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The real pictures that lie beside a developer's checkout and are never part of the project. Where
 * they are absent, a test that asks for them is skipped and says so.
 */
public final class SharedData {

  private SharedData() {}

  /** A file or folder below {@code shared}, such as {@code data/art}. */
  public static Path require(String relative) {
    Path found = find(relative);
    Assumptions.assumeTrue(
        found != null, "needs shared/" + relative + " beside the checkout, or -Dmorelli.shared");
    return found;
  }

  private static Path find(String relative) {
    String configured = System.getProperty("morelli.shared");
    if (configured != null) {
      Path path = Path.of(configured, relative);
      return Files.exists(path) ? path : null;
    }
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path path = dir.resolve("shared").resolve(relative);
      if (Files.exists(path)) {
        return path;
      }
    }
    return null;
  }
}
