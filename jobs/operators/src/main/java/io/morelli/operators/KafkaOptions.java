package io.morelli.operators;

import io.morelli.message.KafkaRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Where the topics are, and how to reach them. */
public final class KafkaOptions {

  public static final ConfigOption<String> BROKERS =
      ConfigOptions.key("kafka.brokers")
          .stringType()
          .defaultValue("localhost:9092")
          .withDescription("Brokers to ask for the cluster, as host:port, separated by commas.");

  public static final ConfigOption<Map<String, String>> PROPERTIES =
      ConfigOptions.key("kafka.properties")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Properties for every Kafka client of the job, such as"
                  + " kafka.properties.security.protocol: SASL_SSL. A password is best named by a"
                  + " placeholder, which is looked up by the client: ${env:NAME}, ${file:/path:key}"
                  + " or ${directory:/folder:name}.");

  public static final ConfigOption<Integer> MAX_MESSAGE_BYTES =
      ConfigOptions.key("kafka.max-message-bytes")
          .intType()
          .defaultValue(48 << 20)
          .withDescription(
              "Largest record that the job reads or writes. Dead letters carry the record as it"
                  + " came, so the topics must allow as much.");

  public static final ConfigOption<String> IMAGES =
      ConfigOptions.key("kafka.topic.images")
          .stringType()
          .defaultValue("images")
          .withDescription("Topic of published pictures, compacted, keyed by image id.");

  public static final ConfigOption<String> DEAD_LETTERS =
      ConfigOptions.key("kafka.topic.dead-letters")
          .stringType()
          .defaultValue("images.dead-letter")
          .withDescription("Topic for records of the images topic that cannot be worked on.");

  public static final ConfigOption<String> REQUESTS =
      ConfigOptions.key("kafka.topic.requests")
          .stringType()
          .defaultValue("search.requests")
          .withDescription("Topic of search requests.");

  public static final ConfigOption<String> RESPONSES =
      ConfigOptions.key("kafka.topic.responses")
          .stringType()
          .defaultValue("search.responses")
          .withDescription("Topic for answers to requests that name no reply topic.");

  private KafkaOptions() {}

  /** Reads a topic from the group's committed offsets, or from its beginning the first time. */
  public static KafkaSource<KafkaRecord> source(Configuration options, String topic, String group) {
    return builder(options, topic, group).build();
  }

  /** The same, but ends where the topic ends when the job starts. */
  public static KafkaSource<KafkaRecord> presentSource(
      Configuration options, String topic, String group) {
    return builder(options, topic, group).setBounded(OffsetsInitializer.latest()).build();
  }

  @SuppressWarnings("deprecation") // The connector still takes the strategy Kafka 4 deprecates.
  private static KafkaSourceBuilder<KafkaRecord> builder(
      Configuration options, String topic, String group) {
    return KafkaSource.<KafkaRecord>builder()
        .setBootstrapServers(options.get(BROKERS))
        .setProperties(properties(options))
        .setProperty("max.partition.fetch.bytes", Integer.toString(options.get(MAX_MESSAGE_BYTES)))
        .setClientIdPrefix(group)
        .setGroupId(group)
        .setTopics(topic)
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
        .setDeserializer(new KafkaRecordDeserializer());
  }

  /**
   * Writes at least once: what is written is on the brokers when a checkpoint completes, and may be
   * written again after a failure.
   */
  public static <T> KafkaSink<T> sink(
      Configuration options, KafkaRecordSerializationSchema<T> serializer) {
    Properties properties = properties(options);
    properties.put("max.request.size", Integer.toString(options.get(MAX_MESSAGE_BYTES)));
    properties.put("buffer.memory", Integer.toString(2 * options.get(MAX_MESSAGE_BYTES)));
    return KafkaSink.<T>builder()
        .setBootstrapServers(options.get(BROKERS))
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(serializer)
        .build();
  }

  private static Properties properties(Configuration options) {
    Properties properties = new Properties();
    properties.putAll(Secrets.providers());
    properties.putAll(new HashMap<>(options.get(PROPERTIES)));
    return properties;
  }
}
