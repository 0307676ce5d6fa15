package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.message.ErrorCode;
import io.morelli.message.Header;
import io.morelli.message.KafkaRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.junit.jupiter.api.Test;

class DeadLetterSerializerTest {

  private static final int MAX_BYTES = 10_000;

  @Test
  void theRecordGoesOnAsItCameWithTheReason() {
    KafkaRecord record =
        new KafkaRecord(
            "images",
            3,
            42,
            1_700_000_000_000L,
            new byte[] {1},
            new byte[] {2, 3},
            List.of(Header.of("meta.a", "b"), new Header("null", null)));
    ProducerRecord<byte[], byte[]> written =
        serialize(new DeadLetter(record, "read", ErrorCode.TOO_LARGE, "too many pixels"));
    assertThat(written.topic()).isEqualTo("dead");
    assertThat(written.partition()).isNull();
    assertThat(written.key()).isSameAs(record.key());
    assertThat(written.value()).isSameAs(record.value());
    assertThat(written.timestamp()).isEqualTo(record.timestamp());
    assertThat(header(written, "meta.a")).isEqualTo("b");
    assertThat(written.headers().lastHeader("null").value()).isNull();
    assertThat(header(written, "__connect.errors.topic")).isEqualTo("images");
    assertThat(header(written, "__connect.errors.partition")).isEqualTo("3");
    assertThat(header(written, "__connect.errors.offset")).isEqualTo("42");
    assertThat(header(written, "__connect.errors.stage")).isEqualTo("read");
    assertThat(header(written, "__connect.errors.exception.class.name"))
        .isEqualTo("io.morelli.message.RejectedException");
    assertThat(header(written, "__connect.errors.exception.message"))
        .isEqualTo("TOO_LARGE: too many pixels");
  }

  @Test
  void keyValueAndTimestampMayBeMissing() {
    KafkaRecord record = new KafkaRecord("images", 0, 0, -1, null, null, List.of());
    ProducerRecord<byte[], byte[]> written =
        serialize(new DeadLetter(record, "read", ErrorCode.INVALID_RECORD, "no key"));
    assertThat(written.key()).isNull();
    assertThat(written.value()).isNull();
    assertThat(written.timestamp()).isNull();
  }

  /** It came compressed, or just fitted. */
  @Test
  void aRecordThatIsTooLargeLosesItsValue() {
    byte[] key = {1};
    List<Header> headers = List.of(Header.of("meta.a", "b"));
    KafkaRecord record = new KafkaRecord("images", 3, 42, 7, key, new byte[MAX_BYTES], headers);
    ProducerRecord<byte[], byte[]> written =
        serialize(new DeadLetter(record, "read", ErrorCode.TOO_LARGE, "too many bytes"));
    assertThat(written.key()).isSameAs(key);
    assertThat(written.value()).isNull();
    assertThat(header(written, "meta.a")).isEqualTo("b");
    assertThat(header(written, "__connect.errors.offset")).isEqualTo("42");
    assertThat(header(written, "__connect.errors.omitted.bytes"))
        .isEqualTo(Integer.toString(MAX_BYTES));
    assertThat(size(written)).isLessThan(MAX_BYTES);
  }

  @Test
  void andItsKeyAndHeadersIfTheseAreTooLarge() {
    List<Header> headers = List.of(new Header("meta.a", new byte[MAX_BYTES]));
    KafkaRecord record = new KafkaRecord("images", 3, 42, 7, new byte[10], new byte[20], headers);
    ProducerRecord<byte[], byte[]> written =
        serialize(new DeadLetter(record, "read", ErrorCode.INVALID_RECORD, "metadata"));
    assertThat(written.key()).isNull();
    assertThat(written.value()).isNull();
    assertThat(written.headers().lastHeader("meta.a")).isNull();
    assertThat(header(written, "__connect.errors.exception.message"))
        .isEqualTo("INVALID_RECORD: metadata");
    assertThat(Integer.parseInt(header(written, "__connect.errors.omitted.bytes")))
        .isGreaterThan(MAX_BYTES + 30);
    assertThat(size(written)).isLessThan(MAX_BYTES);
  }

  /** As Kafka's producer counts. */
  private static int size(ProducerRecord<byte[], byte[]> record) {
    return AbstractRecords.estimateSizeInBytesUpperBound(
        RecordBatch.CURRENT_MAGIC_VALUE,
        CompressionType.NONE,
        record.key(),
        record.value(),
        record.headers().toArray());
  }

  private static ProducerRecord<byte[], byte[]> serialize(DeadLetter letter) {
    return new DeadLetterSerializer("dead", MAX_BYTES).serialize(letter, null, null);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
