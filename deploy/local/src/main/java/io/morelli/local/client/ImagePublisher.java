package io.morelli.local.client;

import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes and deletes pictures. Needs nothing of the system but its Kafka.
 *
 * <p>Not thread-safe.
 */
public final class ImagePublisher implements AutoCloseable {

  private static final int LINGER_MS = 5;

  private final KafkaConnection kafka;
  private final String topic;
  private final Producer<String, byte[]> producer;

  /**
   * @param topic where images are published
   */
  public ImagePublisher(KafkaConnection kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
    this.producer = kafka.producer(LINGER_MS);
  }

  /**
   * What became of the pictures; each is counted once.
   *
   * @param published acknowledged by Kafka
   * @param unchanged left out because the topic holds the same picture with the same metadata
   * @param bytes published
   * @param failures one line each, naming the picture
   */
  public record Report(int published, int unchanged, long bytes, List<String> failures) {}

  /** Told of every picture that is done, from several threads. */
  @FunctionalInterface
  public interface Progress {
    void done(PictureFile picture, int bytes);
  }

  /**
   * Publishes those pictures that the topic does not hold already, so that a run that was cut off
   * can be started again. To know that, it reads the topic first, which takes about a second for
   * 200 MB on one machine. Returns when Kafka acknowledged everything.
   *
   * @param metadata of every picture
   * @param everything publish without reading the topic first; harmless, as the same picture
   *     published twice leaves the same state
   * @throws UnreachableException if Kafka does not let the topic be read
   */
  public Report publish(
      Collection<PictureFile> pictures,
      Map<String, String> metadata,
      boolean everything,
      Progress progress)
      throws UnreachableException {
    List<Header> headers =
        metadata.entrySet().stream()
            .map(entry -> Header.of(HeaderNames.METADATA_PREFIX + entry.getKey(), entry.getValue()))
            .toList();
    PublishedImages there = everything ? PublishedImages.none() : readTopic();
    AtomicInteger published = new AtomicInteger();
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    int unchanged = 0;
    AtomicLong bytes = new AtomicLong();
    for (PictureFile picture : pictures) {
      byte[] value;
      try {
        value = Files.readAllBytes(picture.path());
      } catch (IOException e) {
        failures.add("%s: cannot be read: %s".formatted(picture.path(), e.getMessage()));
        progress.done(picture, 0);
        continue;
      }
      if (there.contains(picture.id(), value, headers)) {
        unchanged++;
        progress.done(picture, 0);
        continue;
      }
      ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, picture.id(), value);
      headers.forEach(header -> record.headers().add(header.name(), header.value()));
      producer.send(
          record,
          (position, failure) -> {
            if (failure == null) {
              published.incrementAndGet();
              bytes.addAndGet(value.length);
            } else {
              failures.add("%s: %s".formatted(picture.path(), failure.getMessage()));
            }
            progress.done(picture, value.length);
          });
    }
    producer.flush();
    return new Report(published.get(), unchanged, bytes.get(), new ArrayList<>(failures));
  }

  /**
   * Takes pictures out of the search; an id that is not there is no error. Returns when Kafka
   * acknowledged all of it.
   *
   * @return one line for each deletion that failed, naming the id
   */
  public List<String> delete(Collection<String> ids) {
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    for (String id : ids) {
      producer.send(
          new ProducerRecord<>(topic, id, null),
          (position, failure) -> {
            if (failure != null) {
              failures.add("%s: %s".formatted(id, failure.getMessage()));
            }
          });
    }
    producer.flush();
    return new ArrayList<>(failures);
  }

  private PublishedImages readTopic() throws UnreachableException {
    try (Consumer<String, byte[]> consumer = kafka.consumer()) {
      return PublishedImages.read(consumer, topic);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
