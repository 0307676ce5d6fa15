package io.morelli.local.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what a topic holds now. */
public final class PresentRecords {

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private PresentRecords() {}

  /**
   * Reads the topic from its beginning to its present end; returns there.
   *
   * @throws UnreachableException if Kafka sends nothing for a minute
   */
  public static void read(
      Consumer<String, byte[]> consumer,
      String topic,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> visitor)
      throws UnreachableException {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    readTo(consumer, consumer.endOffsets(partitions), visitor);
  }

  /**
   * Reads from where the consumer stands; returns at these offsets.
   *
   * @param ends of all partitions that the consumer is assigned
   * @throws UnreachableException if Kafka sends nothing for a minute
   */
  public static void readTo(
      Consumer<String, byte[]> consumer,
      Map<TopicPartition, Long> ends,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> visitor)
      throws UnreachableException {
    readTo(consumer, ends, PATIENCE, visitor);
  }

  /** A consumer waits in silence for a broker that is gone, for ever; this does not. */
  static void readTo(
      Consumer<String, byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Duration patience,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> visitor)
      throws UnreachableException {
    long left = left(consumer, ends);
    long since = System.nanoTime();
    while (left > 0) {
      consumer.poll(POLL).forEach(visitor);
      long now = left(consumer, ends);
      if (now < left) {
        left = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > patience.toNanos()) {
        throw new UnreachableException(
            "Kafka sends nothing more of %s for %d s"
                .formatted(ends.keySet(), patience.toSeconds()));
      }
    }
  }

  /** How many offsets are before the ends. */
  private static long left(Consumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
        .sum();
  }
}
