package io.morelli.index;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code milvus-server} command of the Python package {@code milvus}: all of Milvus 2.3 in one
 * process, for one machine.
 */
public final class MilvusCommand {

  /** How to get the version that Morelli is tested with. */
  public static final String INSTALLATION = "pip install milvus==2.3.5";

  private static final String NAME = "milvus-server";

  private MilvusCommand() {}

  /** Where it is on the PATH, if it is. */
  public static Optional<Path> onPath() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, NAME))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Serves, also beside others on the same machine.
   *
   * @param server the executable
   * @param folder of its data; created if it does not exist
   */
  public static ProcessBuilder serve(Path server, Path folder, int port) throws IOException {
    Files.createDirectories(folder);
    ProcessBuilder command =
        new ProcessBuilder(
            server.toString(), "--data", folder.toString(), "--proxy-port", Integer.toString(port));
    command.environment().put("ETCD_CONFIG_PATH", etcd(folder).toString());
    // What is not sealed yet is compared one by one. Else Milvus searches it by an interim index of
    // its own, which looks into 16 of 128 cells whatever a search asks for.
    command.environment().put("QUERYNODE_SEGCORE_INTERIMINDEX_ENABLEINDEX", "false");
    return command;
  }

  /** The etcd in it would always take the same ports, so that a machine could run one only. */
  private static Path etcd(Path folder) throws IOException {
    try (ServerSocket client = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Files.writeString(
          folder.resolve("etcd.yaml"),
          """
          listen-client-urls: http://127.0.0.1:%1$d
          advertise-client-urls: http://127.0.0.1:%1$d
          listen-peer-urls: http://127.0.0.1:%2$d
          initial-advertise-peer-urls: http://127.0.0.1:%2$d
          initial-cluster: default=http://127.0.0.1:%2$d
          """
              .formatted(client.getLocalPort(), peer.getLocalPort()));
    }
  }
}
