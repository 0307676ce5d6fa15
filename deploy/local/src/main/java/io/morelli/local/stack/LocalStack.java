package io.morelli.local.stack;

import io.morelli.local.broker.EmbeddedKafka;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/**
 * The whole system in this JVM: Kafka, Flink with its dashboard, and the jobs. All its state lies
 * in one directory, and a start there goes on where the last run ended, however it ended.
 */
public final class LocalStack implements RunningSystem, AutoCloseable {

  private final EmbeddedKafka kafka;
  private final LocalCluster flink;

  private LocalStack(EmbeddedKafka kafka, LocalCluster flink) {
    this.kafka = kafka;
    this.flink = flink;
  }

  /**
   * How to start it.
   *
   * @param directory of all state; one running system at a time
   * @param kafkaPort 0 for a free one
   * @param dashboardPort 0 for a free one
   * @param partitions of the topics that jobs read, when they are created
   * @param slots of the Flink cluster: at least the sum of the jobs' highest parallelisms
   */
  public record Settings(
      Path directory, int kafkaPort, int dashboardPort, int partitions, int slots) {}

  /** Which jobs run. */
  @FunctionalInterface
  public interface Jobs {

    /**
     * Called once Kafka runs and has its topics.
     *
     * @param kafka that the jobs read and write
     * @param directory for state that is the jobs' own, such as the index
     */
    List<LocalJob> define(KafkaConnection kafka, Path directory);
  }

  /**
   * Starts everything; returns when the jobs are submitted.
   *
   * @throws java.net.BindException if a port is taken
   * @throws IOException if the directory cannot be used
   */
  public static LocalStack start(Settings settings, Jobs jobs) throws Exception {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(settings.directory().resolve("kafka"), settings.kafkaPort());
    LocalCluster flink = null;
    try {
      KafkaConnection connection = KafkaConnection.to(kafka.brokers());
      try (Admin admin = connection.admin()) {
        Topics.create(admin, settings.partitions());
      }
      flink =
          LocalCluster.start(
              settings.directory().resolve("flink"), settings.dashboardPort(), settings.slots());
      for (LocalJob job : jobs.define(connection, settings.directory())) {
        flink.submit(job);
      }
      return new LocalStack(kafka, flink);
    } catch (Exception | Error e) {
      if (flink != null) {
        closeAfter(e, flink);
      }
      closeAfter(e, kafka);
      throw e;
    }
  }

  /** What failed first is what counts. */
  private static void closeAfter(Throwable failure, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public KafkaConnection kafka() {
    return KafkaConnection.to(kafka.brokers());
  }

  @Override
  public URI dashboard() {
    return flink.dashboard();
  }

  /** Stops the jobs with a savepoint each, then Flink, then Kafka. */
  @Override
  public void close() throws IOException {
    try {
      flink.close();
    } finally {
      kafka.close();
    }
  }
}
