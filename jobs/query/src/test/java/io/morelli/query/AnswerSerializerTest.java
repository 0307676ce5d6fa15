package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class AnswerSerializerTest {

  @Test
  void anAnswerGoesToThePartitionThatWasNamed() {
    assertThat(serialized(1).partition()).isEqualTo(1);
    assertThat(serialized(null).partition()).isNull();
  }

  @Test
  void oneThatIsNotThereIsLeftToKafka() {
    ProducerRecord<byte[], byte[]> record = serialized(1_000);
    assertThat(record.partition()).isNull();
    assertThat(record.topic()).isEqualTo("replies");
    assertThat(record.key()).isEqualTo(new byte[] {7});
  }

  private static ProducerRecord<byte[], byte[]> serialized(Integer partition) {
    ReplyTo replyTo = new ReplyTo("replies", partition, new byte[] {7}, "7", List.of());
    return new AnswerSerializer()
        .serialize(new Answer(replyTo, new byte[] {1}), new TwoPartitions(), 0L);
  }

  private static final class TwoPartitions implements KafkaSinkContext {

    @Override
    public int getParallelInstanceId() {
      return 0;
    }

    @Override
    public int getNumberOfParallelInstances() {
      return 1;
    }

    @Override
    public int[] getPartitionsForTopic(String topic) {
      return new int[] {0, 1};
    }
  }
}
