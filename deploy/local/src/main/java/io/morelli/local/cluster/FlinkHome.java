package io.morelli.local.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that is laid out as a Flink distribution is, made by {@code deploy/flink}: {@code lib}
 * with Flink and, in {@code lib/native}, the native libraries; {@code plugins}; {@code conf}; and
 * the job jars in {@code jobs}.
 */
public record FlinkHome(Path path) {

  /**
   * @throws NoSuchFileException if it has not been built
   */
  public static FlinkHome at(Path path) throws NoSuchFileException {
    if (!Files.isDirectory(path.resolve("lib"))) {
      throw new NoSuchFileException(path.toString());
    }
    return new FlinkHome(path.toAbsolutePath().normalize());
  }

  /** All jars of {@code lib}, at any depth, as Flink's own scripts put them together. */
  String classPath() throws IOException {
    // A folder may be a link.
    try (Stream<Path> files = Files.walk(path.resolve("lib").toRealPath())) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }

  Path plugins() {
    return path.resolve("plugins");
  }

  /** The settings that are the same everywhere. */
  Path configuration() {
    return path.resolve("conf").resolve("config.yaml");
  }

  Path logging() {
    return path.resolve("conf").resolve("log4j2.xml");
  }

  Path ingestJob() {
    return path.resolve("jobs").resolve("morelli-ingest-job.jar");
  }

  Path queryJob() {
    return path.resolve("jobs").resolve("morelli-query-job.jar");
  }
}
