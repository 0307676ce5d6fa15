package io.morelli.local.indexing;

import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.ingest.IngestJob;
import io.morelli.ingest.IngestOptions;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.TopicState;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.IndexOptions;
import io.morelli.operators.JobOptions;
import io.morelli.operators.KafkaOptions;
import io.morelli.operators.LocalRun;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Fills an index from the topic of images with a model of its own, while another one serves: the
 * ingest job, run in this JVM with another model, index and consumer group, until it has come to
 * where the topic ended when it started. Run again it goes on from there.
 */
public final class Reembedding {

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConnection kafka;
  private final Configuration options;
  private final String group;

  /**
   * @param target where the index is to be
   * @param further options of the ingest job, the model among them
   */
  public Reembedding(KafkaConnection kafka, URI target, String group, Configuration further) {
    this.kafka = kafka;
    this.group = group;
    options = JobOptions.defaults();
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(15));
    LocalRun.addMemory(options);
    int cores = Runtime.getRuntime().availableProcessors();
    options.set(IngestOptions.READERS, cores);
    options.set(IngestOptions.EMBEDDERS, cores);
    options.addAll(further);
    options.set(KafkaOptions.BROKERS, kafka.brokers());
    options.set(KafkaOptions.PROPERTIES, kafka.properties());
    options.set(IndexOptions.LOCATION, target.toString());
    options.set(IngestOptions.GROUP, group);
    options.set(IngestOptions.BOUNDED, true);
  }

  /** Is told how it goes on. */
  public interface Progress {

    /**
     * @param records that are to be read, at most
     */
    void started(long records);

    /**
     * @param records that were read and are in the index
     */
    void done(long records);
  }

  /**
   * Returns when all is in the index. One that is empty is filled from the topic's beginning,
   * whatever the consumer group has read.
   *
   * @return how many pictures the index holds then
   * @throws io.morelli.index.ModelMismatchException if the index there has another model
   */
  public long run(Progress progress) throws Exception {
    try (Admin admin = kafka.admin();
        ImageIndex index =
            ImageIndexes.open(
                URI.create(options.get(IndexOptions.LOCATION)), EmbeddingOptions.model(options))) {
      if (index.count() == 0) {
        forgetGroup(admin);
      }
      TopicState topic = TopicState.of(admin, options.get(KafkaOptions.IMAGES));
      long start = topic.lag(admin, group).orElse(topic.records());
      progress.started(start);
      execute(
          left -> progress.done(start - left),
          () -> topic.lag(admin, group).orElse(topic.records()));
      // A job that ends does not wait for the commits of its last checkpoint.
      topic.commitEnd(admin, group);
      progress.done(start);
      return index.count();
    }
  }

  private void forgetGroup(Admin admin) throws ExecutionException, InterruptedException {
    try {
      admin.deleteConsumerGroups(List.of(group)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
  }

  @FunctionalInterface
  private interface Lag {
    long now() throws ExecutionException, InterruptedException;
  }

  private void execute(LongConsumer left, Lag lag) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            Math.max(options.get(IngestOptions.READERS), options.get(IngestOptions.EMBEDDERS)),
            options);
    IngestJob.define(env, options);
    LocalRun.execute(env, "re-embedding", POLL, () -> show(left, lag));
  }

  private static void show(LongConsumer left, Lag lag) throws InterruptedException {
    try {
      left.accept(lag.now());
    } catch (ExecutionException e) {
      // A Kafka that does not answer now is no reason to end: the job waits for it, too.
    }
  }
}
