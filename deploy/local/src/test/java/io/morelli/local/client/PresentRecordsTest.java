package io.morelli.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresentRecordsTest {

  private static final TopicPartition PARTITION = new TopicPartition("images", 0);

  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
  private final List<String> read = new ArrayList<>();

  @BeforeEach
  void assign() {
    consumer.assign(List.of(PARTITION));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.seek(PARTITION, 0);
  }

  @Test
  void endsWhereItShould() throws Exception {
    consumer.addRecord(record(0, "a"));
    consumer.schedulePollTask(() -> {});
    consumer.schedulePollTask(() -> consumer.addRecord(record(1, "b")));
    PresentRecords.readTo(consumer, Map.of(PARTITION, 2L), record -> read.add(record.key()));
    assertThat(read).containsExactly("a", "b");
  }

  @Test
  void givesUpWhenNothingComesAnyMore() {
    consumer.addRecord(record(0, "a"));
    assertThatExceptionOfType(UnreachableException.class)
        .isThrownBy(
            () ->
                PresentRecords.readTo(
                    consumer,
                    Map.of(PARTITION, 2L),
                    Duration.ofMillis(50),
                    record -> read.add(record.key())))
        .withMessageContaining("images-0");
    assertThat(read).containsExactly("a");
  }

  private static ConsumerRecord<String, byte[]> record(long offset, String id) {
    return new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, id, new byte[0]);
  }
}
