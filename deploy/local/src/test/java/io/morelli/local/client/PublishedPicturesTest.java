package io.morelli.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.local.broker.EmbeddedKafka;
import io.morelli.local.broker.Topics;
import io.morelli.message.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedPicturesTest {

  @TempDir Path directory;

  private EmbeddedKafka broker;
  private KafkaConnection kafka;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedKafka.start(directory, 0);
    kafka = KafkaConnection.to(broker.brokers());
    try (Admin admin = kafka.admin()) {
      Topics.create(admin, 2);
    }
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  @Test
  void theLastRecordOfAnImageCounts() throws Exception {
    try (Producer<String, byte[]> producer = kafka.producer(0)) {
      producer.send(record("a", "old"));
      producer.send(record("a", "new"));
      producer.send(record("b", "deleted"));
      producer.send(new ProducerRecord<>(Topics.IMAGES, "b", null));
      var uri = record("c", "http://pictures.example/c.jpg");
      uri.headers().add(HeaderNames.CONTENT_TYPE, HeaderNames.URI_LIST.getBytes());
      producer.send(uri);
      producer.send(record("unasked", "picture"));
    }
    assertThat(read("a", "b", "c", "never published"))
        .isEqualTo(Map.of("a", Optional.of("new"), "b", Optional.empty(), "c", Optional.empty()));
  }

  @Test
  void theLaterOneCountsWhateverItsPartition() throws Exception {
    byte[] older = {1};
    byte[] newer = {2};
    try (Producer<String, byte[]> producer = kafka.producer(0)) {
      producer.send(record(0, 1_000, "a", older));
      producer.send(record(1, 2_000, "a", newer));
      producer.send(record(1, 1_000, "b", older));
      producer.send(record(0, 2_000, "b", newer));
      producer.send(record(0, 1_000, "c", older));
      producer.send(record(1, 2_000, "c", null));
      producer.send(record(1, 1_000, "d", older));
      producer.send(record(0, 2_000, "d", null));
    }
    Optional<String> last = Optional.of(new String(newer, StandardCharsets.UTF_8));
    assertThat(read("a", "b", "c", "d"))
        .isEqualTo(Map.of("a", last, "b", last, "c", Optional.empty(), "d", Optional.empty()));
    try (Consumer<String, byte[]> consumer = kafka.consumer()) {
      PublishedImages images = PublishedImages.read(consumer, Topics.IMAGES);
      assertThat(List.of("a", "b")).allMatch(id -> images.contains(id, newer, List.of()));
      assertThat(List.of("a", "b", "c", "d"))
          .noneMatch(id -> images.contains(id, older, List.of()));
    }
  }

  private Map<String, Optional<String>> read(String... ids) throws UnreachableException {
    Map<String, Optional<String>> found = new HashMap<>();
    PublishedPictures.read(
        kafka,
        Topics.IMAGES,
        Set.of(ids),
        (id, encoded) ->
            found.put(id, encoded.map(bytes -> new String(bytes, StandardCharsets.UTF_8))));
    return found;
  }

  private static ProducerRecord<String, byte[]> record(
      int partition, long timestamp, String id, byte[] value) {
    return new ProducerRecord<>(Topics.IMAGES, partition, timestamp, id, value);
  }

  private static ProducerRecord<String, byte[]> record(String id, String value) {
    return new ProducerRecord<>(Topics.IMAGES, id, value.getBytes(StandardCharsets.UTF_8));
  }
}
