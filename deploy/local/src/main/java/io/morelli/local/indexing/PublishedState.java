package io.morelli.local.indexing;

import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PresentRecords;
import io.morelli.local.client.RecordPlace;
import io.morelli.local.client.TopicState;
import io.morelli.local.client.UnreachableException;
import io.morelli.message.Checksum;
import io.morelli.message.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * What the index should hold, as the topics say: the last record of each image id, what was
 * dead-lettered, and how far the ingest job has come.
 *
 * @param topic of the images
 * @param records last record by image id, deletions included
 * @param rejected records that were dead-lettered
 * @param end offset after the newest record that was read, by partition
 * @param indexed offset up to which the ingest job is done, by partition; empty if it never said
 */
public record PublishedState(
    String topic,
    Map<String, Record> records,
    Set<Position> rejected,
    Map<Integer, Long> end,
    Optional<Map<Integer, Long>> indexed) {

  private static final String ERRORS = HeaderNames.DEAD_LETTER_PREFIX;

  /** Where a record stands in the topic of images. */
  public record Position(int partition, long offset) {}

  /**
   * A record of an image.
   *
   * @param timestamp milliseconds since the epoch
   * @param checksum SHA-256 of the value, lower-case hexadecimal; null for a deletion
   */
  public record Record(
      Position position, long timestamp, String checksum, Map<String, String> metadata) {

    public boolean isDeletion() {
      return checksum == null;
    }

    private RecordPlace place() {
      return new RecordPlace(position.partition, position.offset, timestamp);
    }
  }

  /**
   * Reads the topics from their beginnings to their present ends; about 200 bytes of memory for
   * each image.
   *
   * @param images topic of pictures
   * @param deadLetters topic of what cannot be indexed; it may be missing
   * @param group consumer group of the ingest job
   * @throws ExecutionException caused by an {@code UnknownTopicOrPartitionException} if there is no
   *     topic of images
   * @throws UnreachableException if Kafka sends nothing for a minute
   */
  public static PublishedState read(
      KafkaConnection kafka, String images, String deadLetters, String group)
      throws UnreachableException, ExecutionException, InterruptedException {
    try (Admin admin = kafka.admin();
        Consumer<String, byte[]> consumer = kafka.consumer()) {
      // In this order, so that nothing counts as done or rejected that was not read.
      Optional<Map<Integer, Long>> indexed = committed(admin, images, group);
      Map<Integer, Long> end = TopicState.of(admin, images).end();
      Map<String, Record> records = new HashMap<>();
      PresentRecords.read(
          consumer,
          images,
          record -> {
            if (record.key() != null && record.offset() < end.get(record.partition())) {
              records.merge(record.key(), describe(record), PublishedState::later);
            }
          });
      Set<Position> rejected = new HashSet<>();
      if (admin.listTopics().names().get().contains(deadLetters)) {
        PresentRecords.read(
            consumer, deadLetters, letter -> position(letter, images).ifPresent(rejected::add));
      }
      return new PublishedState(images, records, rejected, end, indexed);
    }
  }

  /** Whether the ingest job has yet to come to this record. */
  boolean isPending(Record record) {
    return indexed.isPresent()
        && record.position().offset()
            >= indexed.get().getOrDefault(record.position().partition(), 0L);
  }

  boolean isRejected(Record record) {
    return rejected.contains(record.position());
  }

  private static Optional<Map<Integer, Long>> committed(Admin admin, String topic, String group)
      throws ExecutionException, InterruptedException {
    Map<Integer, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> committed :
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet()) {
      if (committed.getKey().topic().equals(topic) && committed.getValue() != null) {
        offsets.put(committed.getKey().partition(), committed.getValue().offset());
      }
    }
    return offsets.isEmpty() ? Optional.empty() : Optional.of(offsets);
  }

  private static Record later(Record one, Record other) {
    return one.place().isAfter(other.place()) ? one : other;
  }

  private static Record describe(ConsumerRecord<String, byte[]> record) {
    Position position = new Position(record.partition(), record.offset());
    if (record.value() == null) {
      return new Record(position, record.timestamp(), null, Map.of());
    }
    Map<String, String> metadata = new TreeMap<>();
    for (Header header : record.headers()) {
      if (header.key().startsWith(HeaderNames.METADATA_PREFIX) && header.value() != null) {
        metadata.put(
            header.key().substring(HeaderNames.METADATA_PREFIX.length()),
            new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return new Record(position, record.timestamp(), Checksum.of(record.value()), metadata);
  }

  /** Empty if the letter does not come from that topic. */
  private static Optional<Position> position(ConsumerRecord<String, byte[]> letter, String images) {
    if (!text(letter, "topic").equals(images)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Position(
              Integer.parseInt(text(letter, "partition")), Long.parseLong(text(letter, "offset"))));
    } catch (NumberFormatException e) {
      // Not written by the ingest job.
      return Optional.empty();
    }
  }

  private static String text(ConsumerRecord<String, byte[]> letter, String error) {
    Header header = letter.headers().lastHeader(ERRORS + error);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
