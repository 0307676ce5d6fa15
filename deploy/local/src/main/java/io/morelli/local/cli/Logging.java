package io.morelli.local.cli;

import java.nio.file.Path;

/**
 * Where log messages go. To be called before anything logs, because the logging system reads it
 * once.
 */
final class Logging {

  private static final String CONFIGURATION = "log4j2.configurationFile";

  private Logging() {}

  /** Errors to the console, all else nowhere: for commands that only talk to a system. */
  static void quiet() {
    System.setProperty(CONFIGURATION, "morelli-client-log4j2.xml");
  }

  /** All to a file, errors to the console too. */
  static void toFile(Path file) {
    // By this name Flink's dashboard finds and shows the file.
    System.setProperty("log.file", file.toAbsolutePath().toString());
    System.setProperty(CONFIGURATION, "morelli-stack-log4j2.xml");
  }
}
