package io.morelli.operators;

import static io.morelli.message.HeaderNames.DEAD_LETTER_PREFIX;

import io.morelli.message.KafkaRecord;
import io.morelli.message.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes a dead letter as Kafka Connect does: key, value, timestamp and headers as they came, plus
 * the {@code __connect.errors.} headers. Kafka Connect's exception message begins with our error
 * code, so that a consumer can sort by reason.
 *
 * <p>What is then larger than Kafka takes loses its value, and if that is not enough, also its key
 * and the headers that it came with; {@code __connect.errors.omitted.bytes} says how much. Where it
 * came from stands in the headers. So a record that was small only as it was compressed, or that
 * just fitted, does not stop the job.
 */
public final class DeadLetterSerializer implements KafkaRecordSerializationSchema<DeadLetter> {

  /** Of a batch with one record, beside what the record holds. */
  private static final int FRAME_BYTES = 1_000;

  private static final String OMITTED = "omitted.bytes";

  /** Of a header, beside its name and value. */
  private static final int HEADER_BYTES = 10;

  private final String topic;
  private final int maxBytes;

  /**
   * @param maxBytes of a record, as the producer and the topic take it
   */
  public DeadLetterSerializer(String topic, int maxBytes) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.maxBytes = maxBytes;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    KafkaRecord record = letter.record();
    Headers reason = reason(letter);
    Headers all = new RecordHeaders();
    record.headers().forEach(header -> all.add(header.name(), header.value()));
    reason.forEach(all::add);
    byte[] key = record.key();
    byte[] value = record.value();
    long room = maxBytes - FRAME_BYTES;
    if (length(key) + length(value) + length(all) <= room) {
      return written(record, key, value, all);
    }
    if (length(key) + length(all) <= room) {
      add(all, OMITTED, Long.toString(length(value)));
      return written(record, key, null, all);
    }
    long omitted = length(key) + length(value) + length(all) - length(reason);
    add(reason, OMITTED, Long.toString(omitted));
    return written(record, null, null, reason);
  }

  private ProducerRecord<byte[], byte[]> written(
      KafkaRecord record, byte[] key, byte[] value, Headers headers) {
    // A record without a timestamp has a negative one, which a producer would refuse.
    Long time = record.timestamp() < 0 ? null : record.timestamp();
    return new ProducerRecord<>(topic, null, time, key, value, headers);
  }

  private static Headers reason(DeadLetter letter) {
    KafkaRecord record = letter.record();
    Headers headers = new RecordHeaders();
    add(headers, "topic", record.topic());
    add(headers, "partition", Integer.toString(record.partition()));
    add(headers, "offset", Long.toString(record.offset()));
    add(headers, "stage", letter.stage());
    add(headers, "exception.class.name", RejectedException.class.getName());
    add(headers, "exception.message", letter.code() + ": " + letter.message());
    return headers;
  }

  private static long length(Headers headers) {
    long bytes = 0;
    for (var header : headers) {
      bytes +=
          HEADER_BYTES
              + header.key().getBytes(StandardCharsets.UTF_8).length
              + length(header.value());
    }
    return bytes;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(DEAD_LETTER_PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
