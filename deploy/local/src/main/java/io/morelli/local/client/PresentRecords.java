package io.morelli.local.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what a topic holds now. */
public final class PresentRecords {

  private PresentRecords() {}

  /** Reads the topic from its beginning to its present end; returns there. */
  public static void read(
      Consumer<String, byte[]> consumer,
      String topic,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> visitor) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(Duration.ofSeconds(1)).forEach(visitor);
    }
  }
}
