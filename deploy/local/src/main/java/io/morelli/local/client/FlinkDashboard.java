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
import java.util.stream.LongStream;

/** Reads Flink's REST interface, which is that of its dashboard. */
public final class FlinkDashboard {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One for all: each has a thread, which ends only when garbage is collected. */
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  private final URI address;

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
   * @throws UnreachableException if Flink does not answer, for instance because no job manager
   *     leads
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
   * The largest value of a metric among the subtasks that have it.
   *
   * @param metric its name within its operator, with groups
   * @return empty if no operator of the job has it, or not yet
   */
  public OptionalLong max(Job job, String metric) throws IOException, InterruptedException {
    return values(job, metric, "max").reduce(Math::max);
  }

  /** The sum of a metric over all subtasks that have it; 0 if none has, or not yet. */
  public long sum(Job job, String metric) throws IOException, InterruptedException {
    return values(job, metric, "sum").sum();
  }

  /** One value for each operator that has the metric. */
  private LongStream values(Job job, String metric, String aggregation)
      throws IOException, InterruptedException {
    LongStream.Builder values = LongStream.builder();
    for (JsonNode vertex : get("/jobs/" + job.id()).path("vertices")) {
      String metrics =
          "/jobs/%s/vertices/%s/subtasks/metrics".formatted(job.id(), vertex.path("id").asText());
      for (JsonNode known : get(metrics)) {
        String id = known.path("id").asText();
        if (id.endsWith("." + metric)) {
          String name = URLEncoder.encode(id, StandardCharsets.UTF_8);
          JsonNode answer = get(metrics + "?agg=" + aggregation + "&get=" + name);
          values.add(answer.path(0).path(aggregation).asLong());
        }
      }
    }
    return values.build();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT).build();
    int status;
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      status = response.statusCode();
      if (status < 400) {
        return JSON.readTree(response.body());
      }
    } catch (IOException e) {
      throw new UnreachableException("no Flink answers at %s".formatted(address), e);
    }
    throw new UnreachableException(
        "the Flink at %s answers with status %d to %s".formatted(address, status, path));
  }
}
