package io.morelli.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

  @TempDir Path directory;

  @Test
  void keepsTopicsBigRecordsAndOffsetsAcrossARestart() throws Exception {
    byte[] picture = new byte[40_000_000];
    new Random(1).nextBytes(picture);
    TopicPartition partition = new TopicPartition(Topics.IMAGES, 1);

    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      try (Admin admin = admin(kafka)) {
        Topics.create(admin, 2);
        Topics.create(admin, 2);
      }
      try (var producer = producer(kafka)) {
        producer.send(new ProducerRecord<>(Topics.IMAGES, 1, "big", picture)).get();
      }
      try (var consumer = consumer(kafka)) {
        consumer.assign(List.of(partition));
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(1)));
      }
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
        Admin admin = admin(kafka);
        var consumer = consumer(kafka)) {
      Set<String> topics = new HashSet<>(admin.listTopics().names().get());
      assertThat(topics)
          .containsExactlyInAnyOrder(
              Topics.IMAGES, Topics.DEAD_LETTERS, Topics.REQUESTS, Topics.RESPONSES);
      consumer.assign(List.of(partition));
      assertThat(consumer.committed(Set.of(partition)).get(partition).offset()).isEqualTo(1);
      consumer.seekToBeginning(List.of(partition));
      var records = consumer.poll(Duration.ofSeconds(30)).records(partition);
      assertThat(records).hasSize(1);
      assertThat(records.get(0).key()).isEqualTo("big");
      assertThat(records.get(0).value()).isEqualTo(picture);
    }
  }

  @Test
  void namesATakenPort() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, other.getLocalPort()))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("port " + other.getLocalPort());
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesADirectoryInUse() throws IOException {
    try (EmbeddedKafka first = EmbeddedKafka.start(directory, 0)) {
      assertThat(first.brokers()).startsWith("localhost:");
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory + ": in use");
    }
  }

  private static Admin admin(EmbeddedKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.brokers()));
  }

  private static KafkaProducer<String, byte[]> producer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.brokers(),
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            Topics.MAX_MESSAGE_BYTES,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            64L << 20),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static KafkaConsumer<String, byte[]> consumer(EmbeddedKafka kafka) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.brokers(),
            ConsumerConfig.GROUP_ID_CONFIG,
            "test",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }
}
