package io.morelli.index;

import static io.morelli.index.IndexSamples.image;
import static io.morelli.index.IndexSamples.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.morelli.embedding.ModelInfo;
import io.morelli.testing.SelfSignedCertificate;
import java.io.File;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server that speaks TLS and asks for a password; see {@link MilvusServer}. */
class MilvusTlsIT {

  private static final ModelInfo MODEL = model("aaaaaaaaaaaaaaaa", 4);
  private static final String STORE_PASSWORD = "changeit";
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

  /** Of the user that every new server has. */
  private static final String PASSWORD = "Milvus";

  private static Process process;
  private static int port;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws Exception {
    Optional<Path> command = command();
    Assumptions.assumeTrue(command.isPresent(), "no Milvus server: see MilvusServer");
    SelfSignedCertificate certificate = SelfSignedCertificate.create(folder, STORE_PASSWORD);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    process =
        new ProcessBuilder(
                command.orElseThrow().toString(),
                "--data",
                folder.resolve("data").toString(),
                "--proxy-port",
                Integer.toString(port),
                "--tls-mode",
                "1",
                "--server-pem-path",
                certificate.pem().toString(),
                "--server-key-path",
                certificate.keyPem().toString(),
                "--authorization-enabled",
                "true")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("milvus-server.log").toFile())
            .start();
    System.setProperty(TRUST_STORE, certificate.trustStore().toString());
    System.setProperty(TRUST_STORE_PASSWORD, STORE_PASSWORD);
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsInstanceOf(IndexUnavailableException.class)
        .until(
            () -> {
              assertThat(process.isAlive()).isTrue();
              ImageIndexes.open(uri(PASSWORD, true), MODEL).close();
              return true;
            });
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE_PASSWORD);
    if (process != null) {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .toList()
          .forEach(ProcessHandle::destroyForcibly);
      process.waitFor();
    }
  }

  @Test
  void picturesAreKeptAndFoundOverTls() {
    try (ImageIndex index = ImageIndexes.open(uri(PASSWORD, true), MODEL)) {
      index.upsert(List.of(image("a", 1, 0, 0, 0)));
      assertThat(index.get("a")).isPresent();
    }
  }

  @Test
  void aWrongPasswordIsNotLetInAndNotShown() {
    assertThatExceptionOfType(IndexUnavailableException.class)
        .isThrownBy(() -> ImageIndexes.open(uri("guessed", true), MODEL))
        .withMessageContaining("localhost:" + port)
        .withMessageContaining("auth")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("guessed"));
  }

  @Test
  void noPlainConnectionIsMade() {
    assertThatExceptionOfType(IndexUnavailableException.class)
        .isThrownBy(() -> ImageIndexes.open(uri(PASSWORD, false), MODEL))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(PASSWORD + "@"));
  }

  private static URI uri(String password, boolean tls) {
    return URI.create(
        "milvus://root:%s@localhost:%d/default?consistency=strong&deadline=PT10S&tls=%s"
            .formatted(password, port, tls));
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
}
