package io.morelli.local.it;

import static org.awaitility.Awaitility.await;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.TopicState;
import io.morelli.local.stack.MorelliJobs;
import io.morelli.message.Header;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Talks to a system with Kafka's own clients and bytes, as any program may. */
final class WireClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Map<String, Object> connection;
  private final Admin admin;
  private final Producer<byte[], byte[]> producer;

  WireClient(KafkaConnection kafka) {
    connection = new HashMap<>(kafka.properties());
    admin = kafka.admin();
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * Topics.MAX_MESSAGE_BYTES);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Returns when Kafka has the record. */
  RecordMetadata send(String topic, byte[] key, byte[] value, List<Header> headers)
      throws Exception {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
    headers.forEach(header -> record.headers().add(header.name(), header.value()));
    return producer.send(record).get();
  }

  /** Returns when the ingest job has worked off what is published by now. */
  void awaitIngested() throws Exception {
    awaitWorkedOff(Topics.IMAGES, MorelliJobs.INGEST_GROUP);
  }

  /** Returns when the query job has answered what is asked by now. */
  void awaitAnswered() throws Exception {
    awaitWorkedOff(Topics.REQUESTS, MorelliJobs.QUERY_GROUP);
  }

  /** A job commits an offset only when all that came before it is in the index or answered. */
  private void awaitWorkedOff(String topic, String group) throws Exception {
    TopicState now = TopicState.of(admin, topic);
    await().atMost(PATIENCE).until(() -> now.lag(admin, group).orElse(1) == 0);
  }

  /** So many that a topic holds. */
  long records(String topic) throws Exception {
    return TopicState.of(admin, topic).records();
  }

  /** The records of a topic from its beginning to its present end. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(connection, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
    }
    return records;
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
