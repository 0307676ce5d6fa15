package io.morelli.local.client;

import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import io.morelli.message.SearchResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Asks over Kafka: every request names the reply topic and carries a correlation id by which its
 * answer is recognised among those of other clients.
 *
 * <p>Thread-safe; any number of requests may be in flight. One daemon thread of its own reads the
 * answers and completes the futures.
 */
public final class SearchClient implements AutoCloseable {

  private static final Duration POLL = Duration.ofSeconds(1);

  private final String requestTopic;
  private final byte[] replyTopic;
  private final Duration timeout;
  private final Producer<String, byte[]> producer;
  private final Consumer<String, byte[]> consumer;
  private final Map<String, CompletableFuture<SearchResponse>> pending = new ConcurrentHashMap<>();
  private final Thread reader;
  private volatile boolean closed;
  private volatile RuntimeException readerFailure;

  /**
   * Returns when answers can no longer be missed.
   *
   * @param timeout of each request, from sending it to its answer
   * @throws IllegalArgumentException if there is no such reply topic
   */
  public SearchClient(
      KafkaConnection kafka, String requestTopic, String replyTopic, Duration timeout) {
    this.requestTopic = requestTopic;
    this.replyTopic = replyTopic.getBytes(StandardCharsets.UTF_8);
    this.timeout = timeout;
    this.producer = kafka.producer(0);
    try {
      this.consumer = consumerAtEnd(kafka, replyTopic);
    } catch (Throwable e) {
      producer.close();
      throw e;
    }
    this.reader = new Thread(this::readAnswers, "search-answers");
    reader.setDaemon(true);
    reader.start();
  }

  private static Consumer<String, byte[]> consumerAtEnd(KafkaConnection kafka, String topic) {
    Consumer<String, byte[]> consumer = kafka.consumer();
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new IllegalArgumentException(
            "the Kafka at %s has no topic %s".formatted(kafka.brokers(), topic));
      }
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      // A seek is carried out by the next call that needs the position: that must not come late.
      partitions.forEach(consumer::position);
      return consumer;
    } catch (Throwable e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * Sends a request.
   *
   * @return its answer; completes exceptionally with a {@link
   *     java.util.concurrent.TimeoutException} if none comes in time, a {@link KafkaException} or
   *     another {@link RuntimeException} if the request cannot be sent or answers cannot be read,
   *     an {@link IOException} if the answer cannot be understood
   */
  public CompletableFuture<SearchResponse> search(SearchQuery query) {
    String id = UUID.randomUUID().toString();
    CompletableFuture<SearchResponse> answer = new CompletableFuture<>();
    pending.put(id, answer);
    ProducerRecord<String, byte[]> request = new ProducerRecord<>(requestTopic, id, query.value());
    request.headers().add(HeaderNames.CORRELATION_ID, id.getBytes(StandardCharsets.UTF_8));
    request.headers().add(HeaderNames.REPLY_TOPIC, replyTopic);
    for (Header header : query.headers()) {
      request.headers().add(header.name(), header.value());
    }
    producer.send(
        request,
        (position, failure) -> {
          if (failure != null) {
            answer.completeExceptionally(failure);
          }
        });
    answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    answer.whenComplete((response, failure) -> pending.remove(id));
    if (readerFailure != null) {
      answer.completeExceptionally(readerFailure);
    }
    return answer;
  }

  /**
   * The answer to a search of this client.
   *
   * @throws UnreachableException if none came in time
   */
  public SearchResponse await(CompletableFuture<SearchResponse> answer)
      throws UnreachableException, ExecutionException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new UnreachableException(
            "no answer within %d s: is the query job running?".formatted(timeout.toSeconds()), e);
      }
      throw e;
    }
  }

  private void readAnswers() {
    try {
      while (!closed) {
        consumer.poll(POLL).forEach(this::complete);
      }
    } catch (WakeupException e) {
      // close() ends a poll this way.
    } catch (RuntimeException e) {
      readerFailure = e;
      pending.values().forEach(answer -> answer.completeExceptionally(e));
    } finally {
      consumer.close();
    }
  }

  private void complete(ConsumerRecord<String, byte[]> answer) {
    var header = answer.headers().lastHeader(HeaderNames.CORRELATION_ID);
    if (header == null || header.value() == null || answer.value() == null) {
      return;
    }
    var request = pending.get(new String(header.value(), StandardCharsets.UTF_8));
    if (request == null) {
      return;
    }
    try {
      request.complete(SearchResponse.fromJson(answer.value()));
    } catch (IOException e) {
      request.completeExceptionally(e);
    }
  }

  /** Requests in flight are given up: their futures are cancelled. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
    pending.values().forEach(answer -> answer.cancel(false));
  }
}
