package io.morelli.local.cluster;

import java.nio.file.Path;

/** The Java that runs this program runs its processes as well. */
final class Jvm {

  private Jvm() {}

  static String command() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
