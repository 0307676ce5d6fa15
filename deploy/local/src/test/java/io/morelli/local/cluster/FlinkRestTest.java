package io.morelli.local.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a stand-in for Flink that answers by path. */
class FlinkRestTest {

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, String> requests = new ConcurrentHashMap<>();
  private volatile int status = 200;
  private HttpServer server;
  private FlinkRest flink;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    flink = new FlinkRest(URI.create("http://localhost:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.put(path, new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    byte[] answer = answers.getOrDefault(path, "{}").getBytes(UTF_8);
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  void namesFoldersAsFlinkReadsThem() throws Exception {
    answers.put("/jobs/1/stop", "{\"request-id\": \"7\"}");
    answers.put(
        "/jobs/1/savepoints/7",
        """
        {"status": {"id": "COMPLETED"}, "operation": {"location": "file:/my data/savepoint"}}
        """);
    flink.stop("1", Path.of("/my data"));
    flink.run("a.jar", List.of("--x"), 2, Optional.of(Path.of("/my data/savepoint")));
    assertThat(requests.get("/jobs/1/stop")).contains("\"targetDirectory\":\"file:/my data\"");
    assertThat(requests.get("/jars/a.jar/run"))
        .contains("\"savepointPath\":\"file:/my data/savepoint\"");
  }

  @Test
  @Timeout(30)
  void aJobThatCannotBeStoppedInOrderSaysWhy() {
    answers.put("/jobs/1/stop", "{\"request-id\": \"7\"}");
    answers.put(
        "/jobs/1/savepoints/7",
        """
        {"status": {"id": "COMPLETED"}, "operation": {"failure-cause": {"stack-trace":
        "a.CheckpointException: Some tasks do not run.\\n\\tat a.B.c(B.java:1)\\n"}}}
        """);
    assertThatIOException()
        .isThrownBy(() -> flink.stop("1", Path.of("/data")))
        .withMessageEndingWith("of job 1: a.CheckpointException: Some tasks do not run.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FINISHED", "CANCELED", "FAILED"})
  @Timeout(30)
  void aJobThatHasEndedIsGone(String state) throws Exception {
    answers.put("/jobs/1/status", "{\"status\": \"%s\"}".formatted(state));
    flink.cancel("1");
    assertThat(requests).containsKeys("/jobs/1", "/jobs/1/status");
  }

  @Test
  void anErrorIsItsLastCause() {
    status = 500;
    answers.put(
        "/overview",
        """
        {"errors": ["Internal server error.", "<Exception on server side:\\n\
        java.util.concurrent.CompletionException: failed\\n\\tat a.B.c(B.java:1)\\n\
        Caused by: java.io.FileNotFoundException: /nowhere\\n\\t... 4 more\\n\\n\
        End of exception on server side>"]}
        """);
    assertThatIOException()
        .isThrownBy(flink::taskManagers)
        .withMessageEndingWith("500 Caused by: java.io.FileNotFoundException: /nowhere");
  }

  @Test
  void anErrorThatIsNotFlinksIsShownAsItCame() {
    status = 502;
    answers.put("/overview", "<html>Bad gateway</html>");
    assertThatIOException()
        .isThrownBy(flink::taskManagers)
        .withMessageEndingWith("502 <html>Bad gateway</html>");
  }
}
