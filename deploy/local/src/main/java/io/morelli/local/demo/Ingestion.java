package io.morelli.local.demo;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.ImagePublisher;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PictureFile;
import io.morelli.local.client.TaskBar;
import io.morelli.local.client.TopicState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ProgressBar;
import org.apache.kafka.clients.admin.Admin;

/** Publishes pictures and waits until they can be found, with a progress bar for each of both. */
final class Ingestion {

  /** To count its pictures, an index writes out what it has in memory; so not too often. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration STALLED = Duration.ofMinutes(3);

  private Ingestion() {}

  /**
   * What happened.
   *
   * @param published those that were not there already
   * @param seconds from the first one published to all of them indexed
   */
  record Result(int published, double seconds) {}

  /**
   * Publishes those that are not there already; returns when the ingest job has worked them off.
   *
   * @param group consumer group of the ingest job
   * @throws IOException if a picture cannot be published, or the job makes no progress
   */
  static Result run(KafkaConnection kafka, String group, List<PictureFile> pictures)
      throws IOException, InterruptedException, ExecutionException {
    long start = System.nanoTime();
    int published = publish(kafka, pictures, false);
    awaitIndexed(kafka, group, () -> false);
    return new Result(published, (System.nanoTime() - start) / 1e9);
  }

  /**
   * Returns when Kafka has them.
   *
   * @param everything also those that are there already
   * @return how many were published
   * @throws IOException if one cannot be published
   */
  static int publish(KafkaConnection kafka, List<PictureFile> pictures, boolean everything)
      throws IOException {
    ImagePublisher.Report report;
    try (ImagePublisher publisher = new ImagePublisher(kafka, Topics.IMAGES);
        ProgressBar bar = TaskBar.of("publishing", pictures.size())) {
      report = publisher.publish(pictures, Map.of(), everything, (picture, bytes) -> bar.step());
    }
    if (!report.failures().isEmpty()) {
      throw new IOException(
          "%d of %d pictures were not published, first %s"
              .formatted(report.failures().size(), pictures.size(), report.failures().get(0)));
    }
    return report.published();
  }

  /**
   * Returns when the ingest job has worked off everything published: it commits an offset only with
   * a checkpoint, which waits for the index.
   *
   * @param done may tell so earlier than the next checkpoint
   * @throws IOException if the job makes no progress
   */
  static void awaitIndexed(KafkaConnection kafka, String group, BooleanSupplier done)
      throws IOException, InterruptedException, ExecutionException {
    try (Admin admin = kafka.admin()) {
      TopicState published = TopicState.of(admin, Topics.IMAGES);
      long records = published.records();
      long lag = records;
      long lastProgress = System.nanoTime();
      try (ProgressBar bar = TaskBar.of("indexing", records)) {
        while (lag > 0 && !done.getAsBoolean()) {
          Thread.sleep(POLL.toMillis());
          OptionalLong now = published.lag(admin, group);
          if (now.orElse(records) < lag) {
            lag = now.getAsLong();
            lastProgress = System.nanoTime();
            bar.stepTo(records - lag);
          } else if (System.nanoTime() - lastProgress > STALLED.toNanos()) {
            throw new IOException(
                "the ingest job (group %s) makes no progress, %d of %d pictures are left"
                    .formatted(group, lag, records));
          }
        }
        bar.stepTo(records);
      }
    }
  }
}
