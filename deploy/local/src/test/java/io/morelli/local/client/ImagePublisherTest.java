package io.morelli.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.local.broker.EmbeddedKafka;
import io.morelli.local.broker.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePublisherTest {

  @TempDir Path directory;
  @TempDir Path pictures;
  private EmbeddedKafka broker;
  private KafkaConnection kafka;
  private ImagePublisher publisher;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedKafka.start(directory, 0);
    kafka = KafkaConnection.to(broker.brokers());
    kafka.check();
    try (Admin admin = kafka.admin()) {
      Topics.create(admin, 1);
    }
    publisher = new ImagePublisher(kafka, Topics.IMAGES);
  }

  @AfterEach
  void stop() throws IOException {
    publisher.close();
    broker.close();
  }

  @Test
  void publishesWhatTheTopicDoesNotHold() throws IOException {
    Files.writeString(pictures.resolve("a.jpg"), "picture a");
    Files.writeString(pictures.resolve("b.jpg"), "picture b");
    AtomicInteger progress = new AtomicInteger();

    var first = publish(Map.of("artist", "Leonardo"), progress);
    assertThat(first).isEqualTo(new ImagePublisher.Report(2, 0, 18, List.of()));
    assertThat(progress).hasValue(2);

    Files.writeString(pictures.resolve("b.jpg"), "another b");
    Files.writeString(pictures.resolve("c.jpg"), "picture c");
    assertThat(publish(Map.of("artist", "Leonardo"), progress))
        .isEqualTo(new ImagePublisher.Report(2, 1, 18, List.of()));
    assertThat(progress).hasValue(5);

    var records = topic();
    assertThat(records).extracting(ConsumerRecord::key).containsExactly("a", "b", "b", "c");
    assertThat(records.get(0).value()).asString().isEqualTo("picture a");
    assertThat(records.get(0).headers().lastHeader("meta.artist").value())
        .asString()
        .isEqualTo("Leonardo");
  }

  @Test
  void publishesAgainWhatHasOtherMetadataOrWasDeleted() throws IOException {
    Files.writeString(pictures.resolve("a.jpg"), "picture a");
    Files.writeString(pictures.resolve("b.jpg"), "picture b");
    publish(Map.of(), new AtomicInteger());
    assertThat(publisher.delete(List.of("b", "never-there"))).isEmpty();

    assertThat(publish(Map.of(), new AtomicInteger()).published()).isEqualTo(1);
    assertThat(publish(Map.of("school", "Milan"), new AtomicInteger()).published()).isEqualTo(2);
  }

  @Test
  void namesWhatItCouldNotPublish() throws IOException {
    Files.writeString(pictures.resolve("good.jpg"), "picture");
    Files.write(pictures.resolve("huge.jpg"), new byte[Topics.MAX_MESSAGE_BYTES]);
    PictureFile gone = new PictureFile("gone", pictures.resolve("gone.jpg"));
    List<PictureFile> files = new ArrayList<>(PictureFile.of(List.of(pictures)));
    files.add(gone);

    var report = publisher.publish(files, Map.of(), true, (picture, bytes) -> {});

    assertThat(report.published()).isEqualTo(1);
    assertThat(report.failures())
        .hasSize(2)
        .anyMatch(line -> line.contains("huge.jpg"))
        .anyMatch(line -> line.contains("gone.jpg"));
  }

  private ImagePublisher.Report publish(Map<String, String> metadata, AtomicInteger progress)
      throws IOException {
    return publisher.publish(
        PictureFile.of(List.of(pictures)),
        metadata,
        false,
        (picture, bytes) -> progress.incrementAndGet());
  }

  private List<ConsumerRecord<String, byte[]>> topic() {
    try (var consumer = kafka.consumer()) {
      TopicPartition partition = new TopicPartition(Topics.IMAGES, 0);
      consumer.assign(List.of(partition));
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
      return records;
    }
  }
}
