package io.morelli.index;

import static io.morelli.index.IndexSamples.image;
import static io.morelli.index.IndexSamples.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.morelli.embedding.ModelInfo;
import io.morelli.testing.SelfSignedCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Milvus that speaks TLS and asks for a password. */
class SecureMilvusIT {

  private static final ModelInfo MODEL = model("aaaaaaaaaaaaaaaa", 4);

  @TempDir static Path folder;

  private static SelfSignedCertificate certificate;
  private static MilvusServer server;

  @BeforeAll
  static void startServer() throws Exception {
    certificate = certificate("server");
    server = MilvusServer.startSecure(folder.resolve("data"), certificate);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void theRightTokenWritesAndSearchesOverTls() throws IOException {
    try (ImageIndex index = open(certificate, MilvusServer.TOKEN)) {
      index.upsert(List.of(image("a", 1, 0, 0, 0)));
      assertThat(index.search(List.of(new float[] {1, 0, 0, 0}), 1, Map.of()).get(0))
          .extracting(candidate -> candidate.image().id())
          .containsExactly("a");
    }
  }

  @Test
  void aWrongTokenIsRefusedAndNotShown() {
    assertThatThrownBy(() -> open(certificate, "root:guessed"))
        .isInstanceOf(IndexUnavailableException.class)
        .hasMessageContaining("localhost:" + server.port())
        .hasMessageContaining("auth check failure")
        .hasStackTraceContaining("auth check failure")
        .extracting(SecureMilvusIT::stackTrace)
        .asString()
        .doesNotContain("guessed");
  }

  @Test
  void aServerWithTheCertificateOfAnotherAuthorityIsRefused() throws Exception {
    SelfSignedCertificate other = certificate("other");
    assertThatThrownBy(() -> open(other, MilvusServer.TOKEN))
        .isInstanceOf(IndexUnavailableException.class)
        .hasMessageContaining("localhost:" + server.port());
  }

  @Test
  void aClientWithoutTlsIsRefused() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), MilvusServer.TOKEN);
    URI plain = server.uri("deadline=PT5S", "tries=1", "token-file=" + token);
    assertThatThrownBy(() -> ImageIndexes.open(plain, MODEL))
        .isInstanceOf(IndexUnavailableException.class);
  }

  private static ImageIndex open(SelfSignedCertificate trusted, String token) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "token", ""), token + "\n");
    return ImageIndexes.open(
        server.uri("tls=true", "tls-ca=" + trusted.certificate(), "token-file=" + file), MODEL);
  }

  private static SelfSignedCertificate certificate(String name) throws Exception {
    return SelfSignedCertificate.create(
        Files.createDirectory(folder.resolve(name)), "password-of-" + name);
  }

  private static String stackTrace(Throwable failure) {
    java.io.StringWriter trace = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(trace));
    return trace.toString();
  }
}
