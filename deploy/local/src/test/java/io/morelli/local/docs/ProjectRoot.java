package io.morelli.local.docs;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that holds the launchers and the README. */
public final class ProjectRoot {

  private ProjectRoot() {}

  public static Path find() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
