package io.morelli.local.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.ingest.IngestJob;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.stack.LocalStack;
import io.morelli.local.stack.MorelliJobs;
import io.morelli.query.QueryJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The whole system with both jobs, the shipped model and the embedded index, started once for a
 * test class on free ports and in a folder of its own, and stopped in order.
 */
final class RunningSystemExtension implements BeforeAllCallback, AfterAllCallback {

  private static final int PARTITIONS = 2;
  private static final int SLOTS = 4;

  private final Configuration options;
  private Path directory;
  private LocalStack stack;
  private WireClient client;

  RunningSystemExtension() {
    this(new Configuration());
  }

  /**
   * @param options of the jobs that are not the defaults
   */
  RunningSystemExtension(Configuration options) {
    this.options = options;
  }

  /** Starts a system there, as the extension does. */
  static LocalStack start(Path directory, Configuration options) throws Exception {
    return LocalStack.start(
        new LocalStack.Settings(directory, 0, 0, PARTITIONS, SLOTS),
        (kafka, folder) -> MorelliJobs.define(kafka, folder, options));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    directory = Files.createTempDirectory("morelli-it");
    stack = start(directory, options);
    client = new WireClient(stack.kafka());
    awaitRunning();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    try {
      if (client != null) {
        client.close();
      }
      if (stack != null) {
        stack.close();
      }
    } finally {
      if (directory != null) {
        FileUtils.deleteDirectory(directory.toFile());
      }
    }
  }

  KafkaConnection kafka() {
    return stack.kafka();
  }

  WireClient client() {
    return client;
  }

  private void awaitRunning() {
    FlinkDashboard dashboard = new FlinkDashboard(stack.dashboard());
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(dashboard.jobs())
                    .hasSize(2)
                    .allMatch(job -> job.tasks() > 0 && job.runningTasks() == job.tasks()));
  }

  /** Asks Flink whether both jobs run and never failed since they were started. */
  void assertJobsNeverFailed() throws Exception {
    FlinkDashboard dashboard = new FlinkDashboard(stack.dashboard());
    assertThat(dashboard.jobs())
        .extracting(FlinkDashboard.Job::name)
        .containsExactlyInAnyOrder(IngestJob.NAME, QueryJob.NAME);
    for (FlinkDashboard.Job job : dashboard.jobs()) {
      JsonNode details =
          new ObjectMapper().readTree(get(stack.dashboard().resolve("/jobs/" + job.id())));
      assertThat(details.path("state").asText()).as(job.name()).isEqualTo("RUNNING");
      JsonNode entered = details.path("timestamps");
      for (String state : new String[] {"FAILING", "RESTARTING", "FAILED"}) {
        assertThat(entered.path(state).asLong(-1)).as(job.name() + " " + state).isZero();
      }
    }
  }

  private static String get(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
