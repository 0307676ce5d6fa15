package io.morelli.local.indexing;

import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PresentRecords;
import io.morelli.local.client.UnreachableException;
import io.morelli.local.indexing.PublishedState.Position;
import io.morelli.local.indexing.PublishedState.Record;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings an index back to what was published by way of the topic: what is missing or stale is
 * published again as it was, what is orphaned is deleted. The ingest job, which stays the only
 * writer of the index, does the rest.
 *
 * <p>What somebody else published since the comparison is left alone; only what is published in the
 * moment between the last look and the repair could be overwritten.
 */
public final class IndexRepair {

  private static final int LINGER_MS = 5;

  private final KafkaConnection kafka;
  private final PublishedState state;

  public IndexRepair(KafkaConnection kafka, PublishedState state) {
    this.kafka = kafka;
    this.state = state;
  }

  /**
   * What was done.
   *
   * @param published again
   * @param deleted orphans
   * @param overtaken left alone, because newer records came
   */
  public record Report(int published, int deleted, int overtaken) {}

  /**
   * @throws IOException if Kafka does not take a record, or does not answer
   */
  public Report repair(IndexComparison comparison) throws IOException {
    try (Consumer<String, byte[]> consumer = kafka.consumer();
        Producer<String, byte[]> producer = kafka.producer(LINGER_MS)) {
      Set<String> newer = publishedSince(consumer);
      List<String> lost =
          Stream.concat(comparison.missing().stream(), comparison.stale().stream())
              .filter(id -> !newer.contains(id))
              .sorted(Comparator.comparing(this::position, inOrder()))
              .toList();
      List<String> orphans =
          comparison.orphaned().stream().filter(id -> !newer.contains(id)).toList();
      Queue<String> failures = new ConcurrentLinkedQueue<>();
      int published = 0;
      for (String id : lost) {
        Optional<ConsumerRecord<String, byte[]>> record = record(consumer, position(id));
        // Otherwise a newer one of the same image has made the broker forget it.
        if (record.isPresent()) {
          send(producer, again(record.get()), failures);
          published++;
        }
      }
      orphans.forEach(id -> send(producer, deletion(id), failures));
      producer.flush();
      if (!failures.isEmpty()) {
        throw new IOException(
            "%d records were not published, first %s".formatted(failures.size(), failures.peek()));
      }
      int wanted =
          comparison.missing().size() + comparison.stale().size() + comparison.orphaned().size();
      return new Report(published, orphans.size(), wanted - published - orphans.size());
    }
  }

  private Set<String> publishedSince(Consumer<String, byte[]> consumer)
      throws UnreachableException {
    Map<TopicPartition, Long> from =
        state.end().entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> new TopicPartition(state.topic(), entry.getKey()),
                    Map.Entry::getValue));
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    Set<String> ids = new HashSet<>();
    PresentRecords.readTo(
        consumer, consumer.endOffsets(from.keySet()), record -> ids.add(record.key()));
    return ids;
  }

  /** Empty if the topic was compacted since. */
  private Optional<ConsumerRecord<String, byte[]>> record(
      Consumer<String, byte[]> consumer, Position position) throws UnreachableException {
    TopicPartition partition = new TopicPartition(state.topic(), position.partition());
    consumer.assign(Set.of(partition));
    consumer.seek(partition, position.offset());
    List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();
    PresentRecords.readTo(consumer, Map.of(partition, position.offset() + 1), read::add);
    return read.stream().filter(record -> record.offset() == position.offset()).findFirst();
  }

  /** In the partition where it was, so that later changes of the image stay behind it. */
  private ProducerRecord<String, byte[]> again(ConsumerRecord<String, byte[]> record) {
    return new ProducerRecord<>(
        state.topic(), record.partition(), null, record.key(), record.value(), record.headers());
  }

  private ProducerRecord<String, byte[]> deletion(String id) {
    Record last = state.records().get(id);
    Integer partition = last == null ? null : last.position().partition();
    return new ProducerRecord<>(state.topic(), partition, id, null);
  }

  private static void send(
      Producer<String, byte[]> producer,
      ProducerRecord<String, byte[]> record,
      Queue<String> failures) {
    producer.send(
        record,
        (position, failure) -> {
          if (failure != null) {
            failures.add("%s: %s".formatted(record.key(), failure.getMessage()));
          }
        });
  }

  private Position position(String id) {
    return state.records().get(id).position();
  }

  private static Comparator<Position> inOrder() {
    return Comparator.comparingInt(Position::partition).thenComparingLong(Position::offset);
  }
}
