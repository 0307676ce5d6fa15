package io.morelli.operators;

import static io.morelli.message.HeaderNames.DEAD_LETTER_PREFIX;

import io.morelli.message.Header;
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
 */
public final class DeadLetterSerializer implements KafkaRecordSerializationSchema<DeadLetter> {

  private final String topic;

  public DeadLetterSerializer(String topic) {
    this.topic = Objects.requireNonNull(topic, "topic");
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    KafkaRecord record = letter.record();
    Headers headers = new RecordHeaders();
    for (Header header : record.headers()) {
      headers.add(header.name(), header.value());
    }
    add(headers, "topic", record.topic());
    add(headers, "partition", Integer.toString(record.partition()));
    add(headers, "offset", Long.toString(record.offset()));
    add(headers, "stage", letter.stage());
    add(headers, "exception.class.name", RejectedException.class.getName());
    add(headers, "exception.message", letter.code() + ": " + letter.message());
    // A record without a timestamp has a negative one, which a producer would refuse.
    Long time = record.timestamp() < 0 ? null : record.timestamp();
    return new ProducerRecord<>(topic, null, time, record.key(), record.value(), headers);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(DEAD_LETTER_PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
