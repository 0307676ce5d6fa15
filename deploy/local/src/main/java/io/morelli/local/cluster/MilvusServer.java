package io.morelli.local.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code milvus-server} command of the Python package {@code milvus}. */
public final class MilvusServer {

  /** How to get the version that Morelli is tested with. */
  public static final String INSTALLATION = "pip install milvus==2.3.5";

  private static final String COMMAND = "milvus-server";

  private MilvusServer() {}

  /** Where it is on the PATH, if it is. */
  public static Optional<Path> onPath() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, COMMAND))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
