package io.morelli.operators;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * When a record counts as poisonous.
 *
 * @param directory where crashes are kept track of; empty for one in the temporary folder of the
 *     host. A string, since a Path cannot travel to task managers
 * @param maxCrashes after so many the record is turned down; 0 for never, and without keeping track
 */
public record PoisonSettings(String directory, int maxCrashes) implements Serializable {

  /** Nothing is guarded. */
  public static final PoisonSettings OFF = new PoisonSettings("", 0);

  public PoisonSettings {
    Objects.requireNonNull(directory, "directory");
    if (maxCrashes < 0) {
      throw new IllegalArgumentException("maxCrashes must not be negative: " + maxCrashes);
    }
  }

  /** The directory, on this host. */
  Path folder() {
    return directory.isEmpty()
        ? Path.of(
            System.getProperty("java.io.tmpdir"),
            "morelli-in-flight-" + System.getProperty("user.name"))
        : Path.of(directory);
  }
}
