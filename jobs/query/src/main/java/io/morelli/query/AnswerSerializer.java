package io.morelli.query;

import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Sends an answer to the topic that its request asked for, and to the partition if it named one
 * that is there: for one that is not, Kafka would be waited for in vain, again after every restart.
 */
final class AnswerSerializer implements KafkaRecordSerializationSchema<Answer> {

  private static final long serialVersionUID = 1L;

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Answer answer, KafkaSinkContext context, Long timestamp) {
    ReplyTo replyTo = answer.replyTo();
    Headers headers = new RecordHeaders();
    for (Header header : replyTo.echo()) {
      headers.add(header.name(), header.value());
    }
    if (replyTo.correlation() != null) {
      headers.add(HeaderNames.CORRELATION_ID, replyTo.correlation());
    }
    headers.add(HeaderNames.CONTENT_TYPE, "application/json".getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        replyTo.topic(),
        partition(replyTo, context),
        replyTo.correlation(),
        answer.json(),
        headers);
  }

  private static Integer partition(ReplyTo replyTo, KafkaSinkContext context) {
    Integer wanted = replyTo.partition();
    if (wanted == null) {
      return null;
    }
    int[] known = context.getPartitionsForTopic(replyTo.topic());
    return Arrays.stream(known).anyMatch(wanted::equals) ? wanted : null;
  }
}
