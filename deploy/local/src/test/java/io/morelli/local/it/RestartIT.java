package io.morelli.local.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.morelli.index.IndexedImage;
import io.morelli.index.LuceneImageIndex;
import io.morelli.index.ReadOnlyLuceneIndex;
import io.morelli.ingest.IngestJob;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.local.stack.LocalStack;
import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.Status;
import io.morelli.testing.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A system that is stopped or killed in the middle of its work goes on where it was. Requests ask
 * for pictures of a first batch only, so that their answers do not depend on how far the second has
 * come.
 */
class RestartIT {

  private static final int FIRST = 10;
  private static final int ALL = 120;
  private static final int REQUESTS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the images topic says in the end: checksums by image id. */
  private final Map<String, String> published = new HashMap<>();

  @TempDir Path temporary;

  @Test
  void aStopInTheMiddleOfIngestLosesNothingAndRepeatsNothing() throws Exception {
    Path directory = temporary.resolve("my data");
    try (LocalStack stack = RunningSystemExtension.start(directory, new Configuration());
        WireClient client = new WireClient(stack.kafka())) {
      publishFirst(client);
      publish(client, FIRST, ALL);
      awaitIndexed(stack.kafka(), id(FIRST + 10));
      ask(client);
    }
    int indexedAtStop = checksums(directory).size();
    System.out.printf("stopped with %d of %d pictures indexed%n", indexedAtStop, ALL);
    assertThat(indexedAtStop).isBetween(FIRST + 10, ALL - 1);

    try (LocalStack stack = RunningSystemExtension.start(directory, new Configuration());
        WireClient client = new WireClient(stack.kafka())) {
      client.awaitIngested();
      client.awaitAnswered();
      Map<String, List<byte[]>> answers = answers(client);
      assertThat(answers).hasSize(REQUESTS);
      assertThat(answers.values()).allSatisfy(all -> assertThat(all).hasSize(1));
      // A clean stop indexes all that it embeds, so the rest is what had not been embedded.
      FlinkDashboard dashboard = new FlinkDashboard(stack.dashboard());
      FlinkDashboard.Job ingest =
          dashboard.jobs().stream()
              .filter(job -> job.name().equals(IngestJob.NAME))
              .findFirst()
              .orElseThrow();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(dashboard.sum(ingest, "embedding.pictures"))
                      .isEqualTo(ALL - indexedAtStop));
    }
    assertThat(checksums(directory)).isEqualTo(published);
  }

  @Test
  void aKillInTheMiddleOfIngestEndsInThePublishedState() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("my data"));
    try (ChildSystem system = ChildSystem.start(directory);
        WireClient client = new WireClient(system.kafka())) {
      publishFirst(client);
      publish(client, FIRST, ALL / 2);
      publish(client, id(FIRST), ALL + 1); // A new picture under a known id.
      delete(client, id(FIRST + 1));
      publish(client, ALL / 2, ALL);
      awaitIndexed(system.kafka(), id(FIRST + 10));
      ask(client);
      system.kill();
      assertThat(checksums(directory)).isNotEqualTo(published);
    }

    try (ChildSystem system = ChildSystem.start(directory);
        WireClient client = new WireClient(system.kafka())) {
      client.awaitIngested();
      client.awaitAnswered();
      Map<String, List<byte[]>> answers = answers(client);
      assertThat(answers).hasSize(REQUESTS);
      for (List<byte[]> all : answers.values()) {
        for (byte[] again : all) {
          assertThat(withoutTimings(again)).isEqualTo(withoutTimings(all.get(0)));
        }
      }
      system.stop();
    }
    assertThat(checksums(directory)).isEqualTo(published);
  }

  /** Returns when they can be found. */
  private void publishFirst(WireClient client) throws Exception {
    publish(client, 0, FIRST);
    client.awaitIngested();
  }

  private void publish(WireClient client, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      publish(client, id(i), i);
    }
  }

  private void publish(WireClient client, String id, int picture) throws Exception {
    byte[] encoded = TestPictures.jpeg(TestPictures.collage(picture));
    Header batch = Header.of("meta.batch", picture < FIRST ? "first" : "second");
    client.send(Topics.IMAGES, id.getBytes(UTF_8), encoded, List.of(batch));
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoded);
    published.put(id, HexFormat.of().formatHex(hash));
  }

  private void delete(WireClient client, String id) throws Exception {
    client.send(Topics.IMAGES, id.getBytes(UTF_8), null, List.of());
    published.remove(id);
  }

  private static String id(int picture) {
    return "picture-" + picture;
  }

  private static void awaitIndexed(KafkaConnection kafka, String id) {
    try (SearchClient search =
        new SearchClient(kafka, Topics.REQUESTS, Topics.RESPONSES, PATIENCE)) {
      SearchQuery query = SearchQuery.imageId(id, SearchQuery.Options.DEFAULT);
      await().atMost(PATIENCE).until(() -> search.search(query).get().status() != Status.ERROR);
    }
  }

  private static void ask(WireClient client) throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      client.send(
          Topics.REQUESTS,
          null,
          TestPictures.jpeg(TestPictures.rotated(TestPictures.collage(i), 5)),
          List.of(
              Header.of(HeaderNames.CORRELATION_ID, "request-" + i),
              Header.of(HeaderNames.FILTER_PREFIX + "batch", "first")));
    }
  }

  /** To {@link #ask}, by correlation id, each with the picture that it asks for. */
  private static Map<String, List<byte[]>> answers(WireClient client) throws IOException {
    Map<String, List<byte[]>> answers = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : client.read(Topics.RESPONSES)) {
      SearchResponse answer = Answers.read(record.value());
      if (answer.correlationId().startsWith("request-")) {
        String expected = answer.correlationId().replace("request-", "picture-");
        assertThat(answer.matches()).extracting(Match::id).containsExactly(expected);
        answers
            .computeIfAbsent(answer.correlationId(), id -> new ArrayList<>())
            .add(record.value());
      }
    }
    return answers;
  }

  private static ObjectNode withoutTimings(byte[] json) throws IOException {
    ObjectNode answer = (ObjectNode) new ObjectMapper().readTree(json);
    answer.remove("timings");
    return answer;
  }

  /** What the index of a system that does not run holds. */
  private static Map<String, String> checksums(Path directory) {
    Map<String, String> checksums = new HashMap<>();
    try (ReadOnlyLuceneIndex index = LuceneImageIndex.openReadOnly(directory.resolve("index"))) {
      index.scan((IndexedImage image) -> checksums.put(image.id(), image.checksum()));
    }
    return checksums;
  }
}
