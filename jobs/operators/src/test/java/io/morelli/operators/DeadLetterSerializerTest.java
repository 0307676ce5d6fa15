package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.message.ErrorCode;
import io.morelli.message.Header;
import io.morelli.message.KafkaRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterSerializerTest {

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

  private static ProducerRecord<byte[], byte[]> serialize(DeadLetter letter) {
    return new DeadLetterSerializer("dead").serialize(letter, null, null);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
