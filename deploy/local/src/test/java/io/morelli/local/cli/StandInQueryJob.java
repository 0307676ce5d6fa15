package io.morelli.local.cli;

import io.morelli.decision.Thresholds;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.message.HeaderNames;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Takes requests from a topic of one partition and answers what it is told. */
final class StandInQueryJob implements AutoCloseable {

  private final KafkaConnection kafka;
  private final Consumer<String, byte[]> requests;

  /** Requests sent from now on are seen. */
  StandInQueryJob(KafkaConnection kafka) {
    this.kafka = kafka;
    this.requests = kafka.consumer();
    TopicPartition partition = new TopicPartition(Topics.REQUESTS, 0);
    requests.assign(List.of(partition));
    requests.seekToEnd(List.of(partition));
    requests.position(partition);
  }

  /** The next request; fails if the command that should send it ends without one. */
  ConsumerRecord<String, byte[]> take(CompletableFuture<Integer> command) {
    while (!command.isDone()) {
      for (ConsumerRecord<String, byte[]> request : requests.poll(Duration.ofSeconds(1))) {
        return request;
      }
    }
    throw new AssertionError("ended without a request, exit code " + command.join());
  }

  void answer(ConsumerRecord<String, byte[]> request, List<Match> matches, List<Match> rejected) {
    answer(request, matches, rejected, null);
  }

  /**
   * @param omitted matches and rejected candidates that the answer has no room for; null for none
   */
  void answer(
      ConsumerRecord<String, byte[]> request,
      List<Match> matches,
      List<Match> rejected,
      Integer omitted) {
    SearchResponse response =
        new SearchResponse(
            request.key(),
            matches.isEmpty() ? SearchResponse.Status.NO_MATCH : SearchResponse.Status.MATCH,
            null,
            matches,
            rejected,
            null,
            7,
            false,
            omitted,
            "model",
            new Thresholds(0.9, 0.1, 10, 20, 10),
            Map.of());
    var record = new ProducerRecord<>(Topics.RESPONSES, request.key(), response.toJson());
    record
        .headers()
        .add(
            HeaderNames.CORRELATION_ID,
            request.headers().lastHeader(HeaderNames.CORRELATION_ID).value());
    try (Producer<String, byte[]> producer = kafka.producer(0)) {
      producer.send(record);
    }
  }

  @Override
  public void close() {
    requests.close();
  }
}
