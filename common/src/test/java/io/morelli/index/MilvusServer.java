package io.morelli.index;

import static org.awaitility.Awaitility.await;

import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Milvus server of its own for a test: the {@code milvus-server} command of the Python package
 * {@code milvus}, given by the system property {@code morelli.milvus.server} or found on the path.
 */
final class MilvusServer implements AutoCloseable {

  private final Process process;
  private final int port;

  private MilvusServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server, or skips the test where there is none. */
  static MilvusServer start(Path folder) throws IOException {
    Optional<Path> command = command();
    Assumptions.assumeTrue(
        command.isPresent(),
        "no Milvus: pip install milvus, and set -Dmorelli.milvus.server=<its milvus-server>");
    int port = freePort();
    Process process =
        new ProcessBuilder(
                command.orElseThrow().toString(),
                "--data",
                folder.toString(),
                "--proxy-port",
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolveSibling("milvus-server.log").toFile())
            .start();
    MilvusServer server = new MilvusServer(process, port);
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(200))
          .until(server::accepts);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  int port() {
    return port;
  }

  private boolean accepts() {
    if (!process.isAlive()) {
      throw new IllegalStateException("milvus-server ended with " + process.exitValue());
    }
    ConnectConfig config =
        ConnectConfig.builder().uri("http://localhost:" + port).rpcDeadlineMs(2_000).build();
    try {
      new MilvusClientV2(config).close();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Ends the server and the processes below it. */
  @Override
  public void close() {
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .toList()
        .forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Path> command() {
    String given = System.getProperty("morelli.milvus.server");
    if (given != null) {
      return Optional.of(Path.of(given));
    }
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "milvus-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
