package io.morelli.local.client;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a record stands in a topic.
 *
 * @param timestamp milliseconds since the epoch
 */
public record RecordPlace(int partition, long offset, long timestamp) {

  public static RecordPlace of(ConsumerRecord<?, ?> record) {
    return new RecordPlace(record.partition(), record.offset(), record.timestamp());
  }

  /**
   * Whether this is the later one of two records of an image, which is the one that counts. They
   * may lie in several partitions, if programs chose them differently; then only the time can tell.
   */
  public boolean isAfter(RecordPlace other) {
    return partition == other.partition ? offset > other.offset : timestamp > other.timestamp;
  }
}
