package io.morelli.local.cluster;

import io.morelli.local.broker.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A Kafka broker in a process of its own: {@code KafkaProcess DIRECTORY PORT}. */
final class KafkaProcess {

  private KafkaProcess() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(kafka), "stop-kafka"));
    // Ends with the process only.
    new CountDownLatch(1).await();
  }

  private static void close(EmbeddedKafka kafka) {
    try {
      kafka.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
