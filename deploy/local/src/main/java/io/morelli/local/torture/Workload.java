package io.morelli.local.torture;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What is published and asked: every picture once, some of them again with another content, some
 * deleted, with garbage in between; and requests for copies of a few pictures that never change.
 * Which, and in which order, depends on the seed only.
 *
 * <p>Not thread-safe.
 */
final class Workload implements AutoCloseable {

  /** Pictures that are asked for; published before all others, and never changed. */
  private static final int BASE = 20;

  private static final double UPDATES = 0.10;
  private static final double DELETIONS = 0.05;
  private static final double GARBAGE = 0.02;
  private static final int GARBAGE_BYTES = 200;

  /** Numbers of collages that replace others. */
  private static final long REPLACEMENTS = 1L << 32;

  /** Metadata of the pictures that are asked for, so that answers do not depend on the others. */
  private static final String BATCH = "batch";

  /** Longer than all faults together. */
  private static final String DELIVERY_TIMEOUT_MS = "1800000";

  private final List<Step> steps;
  private final Producer<String, byte[]> producer;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Set<String> garbage = new TreeSet<>();
  private final Map<String, String> requests = new TreeMap<>();
  private int done;

  /**
   * @param when steps are done in this order
   */
  private record Step(double when, Runnable action) {}

  /**
   * @param pictures beside those that are asked for
   * @param searches how many requests
   */
  Workload(KafkaConnection kafka, long seed, int pictures, int searches) {
    Map<String, String> patient = new HashMap<>(kafka.properties());
    patient.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    patient.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    producer = new KafkaConnection(patient).producer(5);
    steps = plan(new Random(seed), pictures, searches);
  }

  private List<Step> plan(Random random, int pictures, int searches) {
    List<Step> plan = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      int number = BASE + i;
      plan.add(new Step(i, () -> publish(number, number, List.of())));
      if (random.nextDouble() < UPDATES) {
        plan.add(
            new Step(
                random.nextDouble(i, pictures),
                () -> publish(number, REPLACEMENTS + number, List.of())));
      }
      if (random.nextDouble() < DELETIONS) {
        plan.add(
            new Step(
                random.nextDouble(i, pictures),
                () -> send(Topics.IMAGES, Collage.id(number), null, List.of())));
      }
      if (random.nextDouble() < GARBAGE) {
        byte[] bytes = new byte[GARBAGE_BYTES];
        random.nextBytes(bytes);
        plan.add(new Step(i, () -> publishGarbage("garbage-" + number, bytes)));
      }
    }
    for (int i = 0; i < searches; i++) {
      String request = "request-" + i;
      int asked = random.nextInt(BASE);
      plan.add(new Step(random.nextDouble(0, pictures), () -> ask(request, asked)));
    }
    plan.sort(Comparator.comparingDouble(Step::when));
    return plan;
  }

  /** Publishes the pictures that are asked for; returns when Kafka has them. */
  void publishBase() {
    for (int number = 0; number < BASE; number++) {
      publish(number, number, List.of(Header.of(HeaderNames.METADATA_PREFIX + BATCH, "base")));
    }
    producer.flush();
  }

  /**
   * Goes on, without waiting for Kafka.
   *
   * @param share of the whole that is to be done then, 0 to 1
   */
  void advanceTo(double share) {
    for (int end = (int) Math.round(share * steps.size()); done < end; done++) {
      steps.get(done).action().run();
    }
  }

  /**
   * Waits until Kafka has everything.
   *
   * @return one line for each record that it did not take
   */
  List<String> finish() {
    producer.flush();
    return List.copyOf(failures);
  }

  /** Ids of the records so far that are no pictures. */
  Set<String> garbage() {
    return garbage;
  }

  /** Which picture the answer to each request so far must name, by correlation id. */
  Map<String, String> requests() {
    return requests;
  }

  private void publish(int number, long collage, List<Header> headers) {
    send(Topics.IMAGES, Collage.id(number), Collage.picture(collage), headers);
  }

  private void publishGarbage(String id, byte[] bytes) {
    garbage.add(id);
    send(Topics.IMAGES, id, bytes, List.of());
  }

  private void ask(String correlationId, int number) {
    requests.put(correlationId, Collage.id(number));
    send(
        Topics.REQUESTS,
        correlationId,
        Collage.copy(number),
        List.of(
            Header.of(HeaderNames.CORRELATION_ID, correlationId),
            Header.of(HeaderNames.FILTER_PREFIX + BATCH, "base")));
  }

  private void send(String topic, String key, byte[] value, List<Header> headers) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
    for (Header header : headers) {
      record.headers().add(header.name(), header.value());
    }
    producer.send(
        record,
        (position, failure) -> {
          if (failure != null) {
            failures.add("%s %s: %s".formatted(topic, key, failure.getMessage()));
          }
        });
  }

  @Override
  public void close() {
    producer.close();
  }
}
