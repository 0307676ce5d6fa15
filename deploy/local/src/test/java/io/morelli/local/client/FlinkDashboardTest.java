package io.morelli.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;

class FlinkDashboardTest {

  /** No answer is not an answer without jobs. */
  @Test
  void aFlinkWithoutALeaderIsUnreachable() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = "{\"errors\": [\"ongoing leader election\"]}".getBytes(UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(503, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      URI address = URI.create("http://localhost:" + server.getAddress().getPort());
      assertThatExceptionOfType(UnreachableException.class)
          .isThrownBy(() -> new FlinkDashboard(address).jobs())
          .withMessageContaining("503");
    } finally {
      server.stop(0);
    }
  }
}
