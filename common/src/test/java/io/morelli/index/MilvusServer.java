package io.morelli.index;

import static org.awaitility.Awaitility.await;

import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A Milvus server of its own for a test. */
public final class MilvusServer implements AutoCloseable {

  /** Which server. Each is a Python package with a command. */
  public enum Kind {
    /** All of Milvus 2.3 in one process. */
    MILVUS("milvus-server", "morelli.milvus.server", "pip install milvus==2.3.5"),
    /** The small one that speaks the protocol of Milvus 2.6. */
    LITE("milvus-lite", "morelli.milvus-lite", "pip install milvus-lite==3.2.2 pymilvus");

    private final String command;
    private final String property;
    private final String installation;

    Kind(String command, String property, String installation) {
      this.command = command;
      this.property = property;
      this.installation = installation;
    }

    private List<String> commandLine(Path executable, Path folder, int port) {
      return this == MILVUS
          ? List.of(executable.toString(), "--data", folder.toString(), "--proxy-port", "" + port)
          : List.of(
              executable.toString(),
              "server",
              "--data-dir",
              folder.toString(),
              "--host",
              "127.0.0.1",
              "--port",
              "" + port);
    }

    /** Given by the system property, or found on the path. */
    private Optional<Path> executable() {
      String given = System.getProperty(property);
      if (given != null) {
        return Optional.of(Path.of(given));
      }
      return Stream.of(System.getenv("PATH").split(File.pathSeparator))
          .map(folder -> Path.of(folder, command))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  private final List<String> commandLine;
  private final Path log;
  private final int port;
  private Process process;

  private MilvusServer(List<String> commandLine, Path log, int port) {
    this.commandLine = commandLine;
    this.log = log;
    this.port = port;
  }

  /** Starts a server, or skips the test where there is none. */
  public static MilvusServer start(Kind kind, Path folder) throws IOException {
    Optional<Path> executable = kind.executable();
    Assumptions.assumeTrue(
        executable.isPresent(),
        "no %s: %s, and set -D%s=<its %s>"
            .formatted(kind.command, kind.installation, kind.property, kind.command));
    int port = freePort();
    MilvusServer server =
        new MilvusServer(
            kind.commandLine(executable.orElseThrow(), folder, port),
            folder.resolveSibling(kind.command + ".log"),
            port);
    server.start();
    return server;
  }

  private void start() throws IOException {
    process =
        new ProcessBuilder(commandLine)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(200))
          .until(this::accepts);
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
  }

  /**
   * @param options {@code name=value&...}; searches see all writes
   */
  public URI uri(String... options) {
    return URI.create(
        "milvus://localhost:%d/default?consistency=strong&deadline=PT30S%s"
            .formatted(port, options.length == 0 ? "" : "&" + String.join("&", options)));
  }

  public int port() {
    return port;
  }

  private boolean accepts() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "%s ended with %d".formatted(commandLine.get(0), process.exitValue()));
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

  /** From now on it neither answers nor refuses, until {@link #resume}. */
  void pause() throws IOException {
    signal("-STOP");
  }

  void resume() throws IOException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException {
    List<String> command = new ArrayList<>(List.of("kill", name));
    processes().forEach(one -> command.add(Long.toString(one.pid())));
    Process kill = new ProcessBuilder(command).inheritIO().start();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException("%s ended with %d".formatted(command, kill.exitValue()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
  }

  @Override
  public void close() {
    stop();
  }

  /** Kills the server and the processes below it. */
  private void stop() {
    processes().forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
