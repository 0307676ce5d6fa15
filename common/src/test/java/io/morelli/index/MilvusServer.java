package io.morelli.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.morelli.testing.SelfSignedCertificate;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A Milvus server of its own for a test. */
public final class MilvusServer implements AutoCloseable {

  /** Of the user that a fresh Milvus has. */
  static final String TOKEN = "root:Milvus";

  /** Which server. Each is a Python package with a command. */
  public enum Kind {
    /** All of Milvus 2.3 in one process. */
    MILVUS("milvus-server", "morelli.milvus.server", MilvusCommand.INSTALLATION),
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

    private ProcessBuilder command(Path executable, Path folder, int port) throws IOException {
      return this == MILVUS
          ? MilvusCommand.serve(executable, folder, port)
          : new ProcessBuilder(
              executable.toString(),
              "server",
              "--data-dir",
              folder.toString(),
              "--host",
              "127.0.0.1",
              "--port",
              "" + port);
    }

    /** Given by the system property, or found on the path; skips the test where there is none. */
    private Path executable() {
      Optional<Path> found =
          Optional.ofNullable(System.getProperty(property))
              .map(Path::of)
              .or(
                  () ->
                      Stream.of(System.getenv("PATH").split(File.pathSeparator))
                          .map(folder -> Path.of(folder, command))
                          .filter(Files::isExecutable)
                          .findFirst());
      Assumptions.assumeTrue(
          found.isPresent(),
          "no %s: %s, and set -D%s=<its %s>".formatted(command, installation, property, command));
      return found.orElseThrow();
    }
  }

  private final ProcessBuilder command;
  private final ConnectConfig client;
  private final int port;
  private Process process;

  private MilvusServer(ProcessBuilder command, ConnectConfig client, int port) {
    this.command = command;
    this.client = client;
    this.port = port;
  }

  /** Starts a server, or skips the test where there is none. */
  public static MilvusServer start(Kind kind, Path folder) throws IOException {
    int port = freePort();
    return start(
        kind,
        folder,
        kind.command(kind.executable(), folder, port),
        ConnectConfig.builder().uri("http://localhost:" + port),
        port);
  }

  /**
   * Starts a Milvus that speaks TLS only and knows {@link #TOKEN} only, or skips the test where
   * there is none.
   */
  static MilvusServer startSecure(Path folder, SelfSignedCertificate certificate)
      throws IOException {
    int port = freePort();
    ProcessBuilder command = Kind.MILVUS.command(Kind.MILVUS.executable(), folder, port);
    command
        .environment()
        .putAll(
            Map.of(
                "COMMON_SECURITY_TLSMODE", "1",
                "COMMON_SECURITY_AUTHORIZATIONENABLED", "true",
                "TLS_SERVERPEMPATH", certificate.certificate().toString(),
                "TLS_SERVERKEYPATH", certificate.privateKey().toString(),
                "TLS_CAPEMPATH", certificate.certificate().toString()));
    return start(
        Kind.MILVUS,
        folder,
        command,
        ConnectConfig.builder()
            .uri("https://localhost:" + port)
            .serverPemPath(certificate.certificate().toString())
            .serverName("localhost")
            .token(TOKEN),
        port);
  }

  private static MilvusServer start(
      Kind kind,
      Path folder,
      ProcessBuilder command,
      ConnectConfig.ConnectConfigBuilder client,
      int port)
      throws IOException {
    command
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(
                folder.resolveSibling(kind.command + ".log").toFile()));
    MilvusServer server = new MilvusServer(command, client.rpcDeadlineMs(2_000).build(), port);
    server.start();
    return server;
  }

  private void start() throws IOException {
    process = command.start();
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
          "%s ended with %d".formatted(command.command(), process.exitValue()));
    }
    try {
      new MilvusClientV2(client).close();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** From now on it neither answers nor refuses, until {@link #resume}. */
  void pause() throws IOException {
    signal("-STOP");
    // The signal reaches one thread after the other, and a busy machine takes its time.
    await().until(() -> processes().stream().allMatch(MilvusServer::stands));
  }

  private static boolean stands(ProcessHandle one) {
    try {
      Process state =
          new ProcessBuilder("ps", "-o", "state=", "-p", Long.toString(one.pid())).start();
      return new String(state.getInputStream().readAllBytes(), UTF_8).startsWith("T");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
