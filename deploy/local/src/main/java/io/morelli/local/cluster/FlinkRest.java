package io.morelli.local.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.morelli.local.client.UnreachableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Submits and stops jobs through Flink's REST interface, as any user of the cluster can.
 *
 * <p>Thread-safe.
 */
public final class FlinkRest {

  /** States of jobs that do not come back. */
  static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

  /** Long enough for a busy machine to run a job's main method. */
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final String BOUNDARY = "morelli-job-jar";

  /** What Flink puts behind a stack trace. */
  private static final String TRACE_END = "End of exception on server side>";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One for all: each has a thread, which ends only when garbage is collected. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final URI address;

  public FlinkRest(URI address) {
    this.address = address;
  }

  /**
   * Uploads a job jar.
   *
   * @return by which {@link #run} finds it
   * @throws UnreachableException if Flink does not answer
   */
  public String upload(Path jar) throws IOException, InterruptedException {
    String head =
        """
        --%s\r
        Content-Disposition: form-data; name="jarfile"; filename="%s"\r
        Content-Type: application/x-java-archive\r
        \r
        """
            .formatted(BOUNDARY, jar.getFileName());
    String tail = "\r\n--%s--\r\n".formatted(BOUNDARY);
    BodyPublisher body =
        BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> concatenated(head, jar, tail)),
            head.length() + Files.size(jar) + tail.length());
    JsonNode answer =
        send(
            HttpRequest.newBuilder(address.resolve("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(body));
    String file = answer.path("filename").asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private static InputStream concatenated(String head, Path jar, String tail) {
    try {
      return new SequenceInputStream(
          Collections.enumeration(
              List.of(
                  new ByteArrayInputStream(head.getBytes(StandardCharsets.US_ASCII)),
                  Files.newInputStream(jar),
                  new ByteArrayInputStream(tail.getBytes(StandardCharsets.US_ASCII)))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the main method of an uploaded jar.
   *
   * @param jar as {@link #upload} has named it
   * @param arguments of the main method
   * @param parallelism of stages that set none of their own
   * @param state checkpoint or savepoint to go on from
   */
  public void run(String jar, List<String> arguments, int parallelism, Optional<Path> state)
      throws IOException, InterruptedException {
    ObjectNode request = JSON.createObjectNode();
    arguments.forEach(request.putArray("programArgsList")::add);
    request.put("parallelism", parallelism);
    state.ifPresent(path -> request.put("savepointPath", FlinkProcesses.flinkPath(path)));
    post("/jars/%s/run".formatted(jar), request);
  }

  /** Ends a job without a savepoint; returns when it is gone. */
  public void cancel(String job) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(address.resolve("/jobs/%s?mode=cancel".formatted(job)))
            .method("PATCH", BodyPublishers.noBody()));
    while (!ENDED.contains(state(job))) {
      Thread.sleep(POLL.toMillis());
    }
  }

  /**
   * Ends a job with a savepoint; returns when both are done.
   *
   * @param folder to make the savepoint in
   * @throws IOException if the job could not be stopped in order, and goes on
   */
  public void stop(String job, Path folder) throws IOException, InterruptedException {
    ObjectNode request = JSON.createObjectNode();
    request.put("targetDirectory", FlinkProcesses.flinkPath(folder));
    String trigger = post("/jobs/%s/stop".formatted(job), request).path("request-id").asText();
    while (true) {
      JsonNode progress = get("/jobs/%s/savepoints/%s".formatted(job, trigger));
      if (progress.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode operation = progress.path("operation");
        if (operation.has("failure-cause")) {
          throw new IOException(
              "Flink took no savepoint of job %s: %s"
                  .formatted(job, firstLine(operation.path("failure-cause"))));
        }
        return;
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** Flink sends stack traces, of which the last cause says what is wrong. */
  private static String reason(String body) {
    try {
      return StreamSupport.stream(JSON.readTree(body).path("errors").spliterator(), false)
          .flatMap(error -> error.asText().lines())
          .filter(line -> !line.isBlank() && !line.startsWith("\t") && !line.equals(TRACE_END))
          .reduce((former, last) -> last)
          .orElse(body);
    } catch (JsonProcessingException e) {
      // Not Flink itself but something before it has answered.
      return body;
    }
  }

  private static String firstLine(JsonNode cause) {
    return cause.path("stack-trace").asText().lines().findFirst().orElse("");
  }

  /** Such as {@code RUNNING}. */
  public String state(String job) throws IOException, InterruptedException {
    return get("/jobs/%s/status".formatted(job)).path("status").asText();
  }

  /** Task managers that are registered. */
  public int taskManagers() throws IOException, InterruptedException {
    return get("/overview").path("taskmanagers").asInt();
  }

  /**
   * Reads anything.
   *
   * @param path of Flink's REST interface, such as {@code /jobs/overview}
   */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address.resolve(path)));
  }

  private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.timeout(TIMEOUT).build();
    HttpResponse<String> response;
    try {
      response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UnreachableException("no Flink answers at %s".formatted(address), e);
    }
    if (response.statusCode() >= 400) {
      throw new IOException(
          "%s %s: %d %s"
              .formatted(
                  request.method(), request.uri(), response.statusCode(), reason(response.body())));
    }
    return JSON.readTree(response.body());
  }
}
