package io.morelli.local.client;

import io.morelli.local.broker.Topics;
import io.morelli.operators.Secrets;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How to reach a Kafka, and the clients that Morelli needs of it.
 *
 * @param properties Kafka's own client settings, such as those for TLS and SASL; {@code
 *     bootstrap.servers} among them. Passwords may be placeholders; see {@link Secrets}
 */
public record KafkaConnection(Map<String, String> properties) {

  private static final int REACHABLE_WITHIN_MS = 5_000;

  public KafkaConnection {
    properties = Map.copyOf(properties);
    if (!properties.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
      throw new IllegalArgumentException("no bootstrap.servers");
    }
  }

  /**
   * @param brokers {@code host:port}, several with commas
   */
  public static KafkaConnection to(String brokers) {
    return new KafkaConnection(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers));
  }

  /**
   * @param brokers {@code host:port}, several with commas; overrides the file's; may be null if the
   *     file names them
   * @param file a Java properties file as Kafka's own tools take it
   */
  public static KafkaConnection to(String brokers, Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    if (brokers != null) {
      properties.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    }
    Map<String, String> map = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
    return new KafkaConnection(map);
  }

  public String brokers() {
    return properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /** An administration client whose calls give up after five seconds. */
  public Admin admin() {
    return Admin.create(
        with(
            Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                REACHABLE_WITHIN_MS / 2,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                REACHABLE_WITHIN_MS)));
  }

  /**
   * Returns if the Kafka answers. Other clients would retry in silence, for ever.
   *
   * @throws UnreachableException if it does not, within five seconds
   */
  public void check() throws UnreachableException, InterruptedException {
    try (Admin admin = admin()) {
      admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthenticationException) {
        throw new UnreachableException(
            "the Kafka at %s refuses the connection: %s"
                .formatted(brokers(), e.getCause().getMessage()),
            e.getCause());
      }
      String reason =
          e.getCause() instanceof TimeoutException
              ? "within %d s".formatted(REACHABLE_WITHIN_MS / 1000)
              : "(%s)".formatted(e.getCause().getMessage());
      throw new UnreachableException(
          "no Kafka answers at %s %s".formatted(brokers(), reason), e.getCause());
    }
  }

  /**
   * A producer that loses, repeats and reorders nothing.
   *
   * @param lingerMs how long a record may wait for others of its batch
   */
  public Producer<String, byte[]> producer(int lingerMs) {
    return new KafkaProducer<>(
        with(
            Map.of(
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topics.MAX_MESSAGE_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2L * Topics.MAX_MESSAGE_BYTES,
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMs)),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** A consumer without a group: it is assigned its partitions and commits nothing. */
  public Consumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        with(
            Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false)),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Without the properties, which may hold passwords. */
  @Override
  public String toString() {
    return brokers();
  }

  private Map<String, Object> with(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(Secrets.providers());
    all.putAll(settings);
    all.putAll(properties);
    return all;
  }
}
