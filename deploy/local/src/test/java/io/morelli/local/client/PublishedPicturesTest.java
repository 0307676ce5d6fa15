package io.morelli.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.local.broker.EmbeddedKafka;
import io.morelli.local.broker.Topics;
import io.morelli.message.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedPicturesTest {

  @Test
  void theLastRecordOfAnImageCounts(@TempDir Path directory) throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start(directory, 0)) {
      KafkaConnection kafka = KafkaConnection.to(broker.brokers());
      try (Admin admin = kafka.admin()) {
        Topics.create(admin, 2);
      }
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
      Map<String, Optional<String>> found = new HashMap<>();
      PublishedPictures.read(
          kafka,
          Topics.IMAGES,
          Set.of("a", "b", "c", "never published"),
          (id, encoded) -> found.put(id, encoded.map(bytes -> new String(bytes))));
      assertThat(found)
          .isEqualTo(Map.of("a", Optional.of("new"), "b", Optional.empty(), "c", Optional.empty()));
    }
  }

  private static ProducerRecord<String, byte[]> record(String id, String value) {
    return new ProducerRecord<>(Topics.IMAGES, id, value.getBytes(StandardCharsets.UTF_8));
  }
}
