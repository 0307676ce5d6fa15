package io.morelli.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads Flink's REST interface, which is that of its dashboard. */
public final class FlinkDashboard {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  public FlinkDashboard(URI address) {
    this.address = address;
  }

  /**
   * A job.
   *
   * @param state such as {@code RUNNING}
   * @param runningTasks of {@code tasks}
   */
  public record Job(String id, String name, String state, int runningTasks, int tasks) {}

  /**
   * @throws UnreachableException if Flink does not answer
   */
  public List<Job> jobs() throws IOException, InterruptedException {
    List<Job> jobs = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      JsonNode tasks = job.path("tasks");
      jobs.add(
          new Job(
              job.path("jid").asText(),
              job.path("name").asText(),
              job.path("state").asText(),
              tasks.path("running").asInt(),
              tasks.path("total").asInt()));
    }
    return jobs;
  }

  /**
   * The largest value that an operator of the job reports for a metric.
   *
   * @param metric its last name, without the operator's
   * @return empty if none does
   */
  public OptionalLong metric(Job job, String metric) throws IOException, InterruptedException {
    OptionalLong largest = OptionalLong.empty();
    for (JsonNode vertex : get("/jobs/" + job.id()).path("vertices")) {
      String metrics =
          "/jobs/%s/vertices/%s/subtasks/metrics".formatted(job.id(), vertex.path("id").asText());
      for (JsonNode known : get(metrics)) {
        String id = known.path("id").asText();
        if (id.endsWith("." + metric)) {
          String name = URLEncoder.encode(id, StandardCharsets.UTF_8);
          long value = get(metrics + "?agg=max&get=" + name).path(0).path("max").asLong();
          largest = OptionalLong.of(Math.max(value, largest.orElse(value)));
        }
      }
    }
    return largest;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT).build();
    try {
      return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UnreachableException("no Flink answers at %s".formatted(address), e);
    }
  }
}
