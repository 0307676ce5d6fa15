package io.morelli.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.client.KafkaConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {

  private static final TopicPartition RESPONSES = new TopicPartition(Topics.RESPONSES, 0);

  @TempDir Path directory;

  @Test
  void goesOnWhereItStoppedAndRepeatsNothing() throws Exception {
    try (LocalStack stack = start()) {
      FlinkDashboard dashboard = new FlinkDashboard(stack.dashboard());
      assertThat(dashboard.jobs()).extracting(FlinkDashboard.Job::name).containsExactly("copy");
      assertThat(get(stack, "/")).as("the dashboard's page").contains("<title>");
      send(stack, "one");
      awaitCopies(stack, "one");
      FlinkDashboard.Job job = dashboard.jobs().get(0);
      // Flink fetches metrics from its workers every ten seconds.
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(dashboard.max(job, "numRecordsIn").orElse(0)).isPositive());
      assertThat(dashboard.max(job, "no-such-metric")).isEmpty();
    }
    try (LocalStack stack = start()) {
      send(stack, "two");
      awaitCopies(stack, "one", "two");
    }
  }

  private LocalStack start() throws Exception {
    return LocalStack.start(
        new LocalStack.Settings(directory, 0, 0, 1, 1),
        (kafka, folder) -> List.of(new LocalJob("copy", env -> copy(kafka, env))));
  }

  /** Requests to responses. It commits no offsets: only its own state knows how far it came. */
  private static void copy(KafkaConnection kafka, StreamExecutionEnvironment env) {
    env.setParallelism(1);
    KafkaSource<String> source =
        KafkaSource.<String>builder()
            .setBootstrapServers(kafka.brokers())
            .setTopics(Topics.REQUESTS)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .setProperty("commit.offsets.on.checkpoint", "false")
            .build();
    KafkaSink<String> sink =
        KafkaSink.<String>builder()
            .setBootstrapServers(kafka.brokers())
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .setRecordSerializer(
                KafkaRecordSerializationSchema.<String>builder()
                    .setTopic(Topics.RESPONSES)
                    .setValueSerializationSchema(new SimpleStringSchema())
                    .build())
            .build();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "requests")
        .uid("requests")
        .sinkTo(sink)
        .uid("responses");
  }

  private static void send(LocalStack stack, String text) {
    try (var producer = stack.kafka().producer(0)) {
      producer.send(new ProducerRecord<>(Topics.REQUESTS, "key", text.getBytes()));
    }
  }

  private static void awaitCopies(LocalStack stack, String... copies) {
    List<String> read = new ArrayList<>();
    try (Consumer<String, byte[]> consumer = stack.kafka().consumer()) {
      consumer.assign(List.of(RESPONSES));
      consumer.seekToBeginning(List.of(RESPONSES));
      while (read.size() < copies.length) {
        consumer.poll(Duration.ofSeconds(1)).forEach(r -> read.add(new String(r.value())));
      }
    }
    assertThat(read).containsExactly(copies);
  }

  private static String get(LocalStack stack, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(stack.dashboard().resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
