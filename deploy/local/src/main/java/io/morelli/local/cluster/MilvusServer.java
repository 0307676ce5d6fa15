package io.morelli.local.cluster;

import io.morelli.local.broker.Ports;
import java.io.File;
import java.io.IOException;
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

  /**
   * Serves.
   *
   * @param folder of its data; created if it does not exist
   */
  static ProcessBuilder command(Path server, Path folder, int port) throws IOException {
    Files.createDirectories(folder);
    Path etcd = folder.resolve("etcd.yaml");
    // The etcd in it would always take the same ports, so that a machine could run one only.
    String client = "http://%s:%d".formatted(Ports.HOST, Ports.free(0, "Milvus's etcd"));
    String peer = "http://%s:%d".formatted(Ports.HOST, Ports.free(0, "Milvus's etcd"));
    Files.writeString(
        etcd,
        """
        listen-client-urls: %1$s
        advertise-client-urls: %1$s
        listen-peer-urls: %2$s
        initial-advertise-peer-urls: %2$s
        initial-cluster: default=%2$s
        """
            .formatted(client, peer));
    ProcessBuilder command =
        new ProcessBuilder(
            server.toString(), "--data", folder.toString(), "--proxy-port", Integer.toString(port));
    command.environment().put("ETCD_CONFIG_PATH", etcd.toString());
    return command;
  }
}
