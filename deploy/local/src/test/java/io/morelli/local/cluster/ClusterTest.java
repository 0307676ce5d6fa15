package io.morelli.local.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of which only a stand-in for Flink runs, which answers by path. */
class ClusterTest {

  private static final Map<String, String> ANSWERS =
      Map.of(
          "/jobs/overview",
          """
          {"jobs": [
            {"jid": "1", "name": "first", "state": "RUNNING"},
            {"jid": "2", "name": "second", "state": "RUNNING"},
            {"jid": "3", "name": "former", "state": "FINISHED"}]}
          """,
          "/jobs/1/stop",
          "{\"request-id\": \"7\"}",
          "/jobs/1/savepoints/7",
          """
          {"status": {"id": "COMPLETED"}, "operation": {"failure-cause": {"stack-trace":
          "a.CheckpointException: Some tasks do not run."}}}
          """,
          "/jobs/1",
          "{}",
          "/jobs/1/status",
          "{\"status\": \"CANCELED\"}",
          "/jobs/2/stop",
          "{\"request-id\": \"8\"}",
          "/jobs/2/savepoints/8",
          "{\"status\": {\"id\": \"COMPLETED\"}, \"operation\": {\"location\": \"file:/x\"}}");

  @TempDir Path directory;

  private final List<String> asked = new ArrayList<>();
  private HttpServer flink;

  @BeforeEach
  void start() throws IOException {
    flink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    flink.createContext("/", this::answer);
    flink.start();
  }

  @AfterEach
  void stop() {
    flink.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    byte[] answer = ANSWERS.get(path).getBytes(UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  @Timeout(60)
  void aJobThatCannotBeStoppedInOrderDoesNotKeepTheOthersFromIt() throws Exception {
    List<String> told = new ArrayList<>();
    cluster().stop(told::add);
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith("first is not stopped with a savepoint: ")
        .endsWith("Some tasks do not run.");
    assertThat(asked)
        .contains("/jobs/1", "/jobs/2/savepoints/8")
        .doesNotContain("/jobs/2", "/jobs/3", "/jobs/3/stop");
  }

  private Cluster cluster() {
    int dashboard = flink.getAddress().getPort();
    return new Cluster(SampleClusterSettings.of(directory, dashboard), new FlinkHome(directory));
  }
}
