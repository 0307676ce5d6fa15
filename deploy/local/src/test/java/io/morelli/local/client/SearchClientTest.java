package io.morelli.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.morelli.decision.Thresholds;
import io.morelli.image.Region;
import io.morelli.local.broker.EmbeddedKafka;
import io.morelli.local.broker.Topics;
import io.morelli.message.Explain;
import io.morelli.message.HeaderNames;
import io.morelli.message.SearchResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchClientTest {

  private EmbeddedKafka broker;
  private KafkaConnection kafka;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    broker = EmbeddedKafka.start(directory, 0);
    kafka = KafkaConnection.to(broker.brokers());
    try (Admin admin = kafka.admin()) {
      Topics.create(admin, 1);
    }
  }

  @AfterAll
  void stop() throws IOException {
    broker.close();
  }

  @Test
  void givesEachOfManyRequestsItsOwnAnswer() throws Exception {
    try (var consumer = requests();
        SearchClient client = client(Duration.ofSeconds(30))) {
      Map<String, CompletableFuture<SearchResponse>> answers = new HashMap<>();
      for (int i = 0; i < 50; i++) {
        String id = "image-" + i;
        answers.put(id, client.search(SearchQuery.imageId(id, SearchQuery.Options.DEFAULT)));
      }
      List<ConsumerRecord<String, byte[]>> requests = new ArrayList<>(take(consumer, 50));
      Collections.reverse(requests);
      requests.forEach(this::answerWithOwnId);
      for (var answer : answers.entrySet()) {
        assertThat(answer.getValue().get(30, TimeUnit.SECONDS).matches())
            .extracting(SearchResponse.Match::id)
            .containsExactly(answer.getKey());
      }
    }
  }

  @Test
  void sendsWhatTheWireContractSays() {
    try (var consumer = requests();
        SearchClient client = client(Duration.ofSeconds(30))) {
      client.search(
          SearchQuery.picture(
              new byte[] {1, 2, 3},
              new SearchQuery.Options(
                  OptionalInt.of(7),
                  Map.of("artist", "Leonardo"),
                  new Region(0.25, 0, 0.5, 1),
                  EnumSet.of(Explain.REJECTED, Explain.PICTURE))));
      ConsumerRecord<String, byte[]> request = take(consumer, 1).get(0);
      assertThat(request.value()).containsExactly(1, 2, 3);
      assertThat(header(request, HeaderNames.REPLY_TOPIC)).isEqualTo(Topics.RESPONSES);
      assertThat(header(request, HeaderNames.CORRELATION_ID)).isEqualTo(request.key());
      assertThat(header(request, "top-n")).isEqualTo("7");
      assertThat(header(request, "filter.artist")).isEqualTo("Leonardo");
      assertThat(header(request, "crop")).isEqualTo("0.25,0.0,0.5,1.0");
      assertThat(header(request, "explain")).isEqualTo("rejected,picture");
      assertThat(request.headers().lastHeader(HeaderNames.CONTENT_TYPE)).isNull();
    }
  }

  @Test
  void givesUpAfterTheTimeout() {
    try (SearchClient client = client(Duration.ofMillis(50))) {
      assertThatThrownBy(
              () ->
                  client
                      .search(SearchQuery.imageId("x", SearchQuery.Options.DEFAULT))
                      .get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void namesAReplyTopicThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SearchClient(kafka, Topics.REQUESTS, "nowhere", Duration.ofSeconds(30)))
        .withMessageContaining("nowhere");
  }

  private SearchClient client(Duration timeout) {
    return new SearchClient(kafka, Topics.REQUESTS, Topics.RESPONSES, timeout);
  }

  private Consumer<String, byte[]> requests() {
    var consumer = kafka.consumer();
    TopicPartition partition = new TopicPartition(Topics.REQUESTS, 0);
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    consumer.position(partition);
    return consumer;
  }

  private static List<ConsumerRecord<String, byte[]>> take(
      Consumer<String, byte[]> consumer, int count) {
    List<ConsumerRecord<String, byte[]>> taken = new ArrayList<>();
    while (taken.size() < count) {
      consumer.poll(Duration.ofSeconds(1)).forEach(taken::add);
    }
    return taken;
  }

  private void answerWithOwnId(ConsumerRecord<String, byte[]> request) {
    String id = new String(request.value(), StandardCharsets.UTF_8);
    var match =
        new SearchResponse.Match(
            id, Map.of(), 10, 10, 1, 500, 500, 500, 500, "test", 1, null, null, false);
    byte[] answer =
        new SearchResponse(
                request.key(),
                SearchResponse.Status.MATCH,
                null,
                List.of(match),
                null,
                null,
                1,
                false,
                null,
                "model",
                new Thresholds(0.9, 0.1, 10, 20, 10),
                Map.of())
            .toJson();
    try (Producer<String, byte[]> producer = kafka.producer(0)) {
      var record = new ProducerRecord<>(Topics.RESPONSES, request.key(), answer);
      record
          .headers()
          .add(
              HeaderNames.CORRELATION_ID,
              request.headers().lastHeader(HeaderNames.CORRELATION_ID).value());
      producer.send(record);
    }
  }

  private static String header(ConsumerRecord<String, byte[]> request, String name) {
    return new String(request.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
