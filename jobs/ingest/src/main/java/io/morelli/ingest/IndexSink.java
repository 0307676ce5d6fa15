package io.morelli.ingest;

import io.morelli.index.ImageIndex;
import io.morelli.index.IndexUnavailableException;
import io.morelli.index.IndexedImage;
import io.morelli.operators.IndexProvider;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to the index in batches. All changes of one image id reach the same writer in
 * order, and a writer has one batch in flight, so an old upsert never overtakes a newer delete.
 * Before a checkpoint everything is written and durable; what comes twice after a failure changes
 * nothing.
 *
 * <p>While the index is unavailable the writer tries again and so holds the stream back; if it
 * stays away, the job restarts from its last checkpoint. An image that the index refuses is logged
 * and left out, because it would be refused after every restart, too.
 */
final class IndexSink implements Sink<IndexChange> {

  private static final long serialVersionUID = 1L;

  private final IndexProvider indexes;
  private final Settings settings;

  IndexSink(IndexProvider indexes, Settings settings) {
    this.indexes = indexes;
    this.settings = settings;
  }

  /**
   * @param batchSize changes in a batch, at least 1
   * @param maxDelay a change is written at the latest so long after it came
   * @param patience how long an unavailable index is tried again before the job restarts
   */
  record Settings(int batchSize, Duration maxDelay, Duration patience) implements Serializable {

    static final Settings DEFAULT =
        new Settings(64, Duration.ofMillis(200), Duration.ofSeconds(60));
  }

  @Override
  public SinkWriter<IndexChange> createWriter(WriterInitContext context) {
    return new Writer(indexes.open(), settings, context);
  }

  /** Runs in the task's mailbox thread, the timer included. */
  private static final class Writer implements SinkWriter<IndexChange> {

    private static final Logger LOG = LoggerFactory.getLogger(IndexSink.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final int HISTOGRAM_WINDOW = 1_000;

    private final ImageIndex index;
    private final Settings settings;
    private final ProcessingTimeService time;
    private final Map<String, IndexChange> pending = new LinkedHashMap<>();
    private final Counter upserts;
    private final Counter deletes;
    private final Counter refused;
    private final Counter retries;
    private final Counter indexNanos;
    private final Histogram searchableDelay;
    private boolean timerSet;

    /** Asked with every flush: a metric is read by others, and must neither wait nor fail. */
    private volatile long images;

    Writer(ImageIndex index, Settings settings, WriterInitContext context) {
      this.index = index;
      this.settings = settings;
      this.time = context.getProcessingTimeService();
      MetricGroup metrics = context.metricGroup().addGroup("index");
      upserts = metrics.counter("upserts");
      deletes = metrics.counter("deletes");
      refused = metrics.counter("refused");
      retries = metrics.counter("retries");
      indexNanos = metrics.counter("writeNanos");
      metrics.gauge("images", () -> images);
      searchableDelay =
          metrics.histogram(
              "searchableDelayMillis", new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
    }

    @Override
    public void write(IndexChange change, Context context)
        throws IOException, InterruptedException {
      // Removed first: the map must stay in the order of the latest changes.
      pending.remove(change.id());
      pending.put(change.id(), change);
      if (pending.size() >= settings.batchSize()) {
        writePending();
      } else if (!timerSet) {
        timerSet = true;
        time.registerTimer(
            time.getCurrentProcessingTime() + settings.maxDelay().toMillis(),
            now -> {
              timerSet = false;
              writePending();
            });
      }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writePending();
      untilAvailable(index::flush);
      count();
    }

    /** What is durable does not wait for a figure. */
    private void count() {
      try {
        images = index.count();
      } catch (IndexUnavailableException e) {
        LOG.warn("Cannot count the images: {}", e.getMessage());
      }
    }

    private void writePending() throws IOException, InterruptedException {
      if (pending.isEmpty()) {
        return;
      }
      List<IndexedImage> images = new ArrayList<>();
      List<String> deleted = new ArrayList<>();
      for (IndexChange change : pending.values()) {
        if (change.image() == null) {
          deleted.add(change.id());
        } else {
          images.add(change.image());
        }
      }
      // Each id occurs once, so the two calls may come in any order and be repeated.
      untilAvailable(
          () -> {
            if (!images.isEmpty()) {
              upsert(images);
            }
            if (!deleted.isEmpty()) {
              index.delete(deleted);
            }
          });
      upserts.inc(images.size());
      deletes.inc(deleted.size());
      long now = System.currentTimeMillis();
      images.forEach(image -> searchableDelay.update(now - image.publishedAt()));
      pending.clear();
    }

    /** One of the images is refused with all: then each is written by itself. */
    private void upsert(List<IndexedImage> images) {
      try {
        index.upsert(images);
      } catch (IllegalArgumentException e) {
        if (images.size() == 1) {
          refused.inc();
          LOG.error("The index refuses image {}: {}", images.get(0).id(), e.getMessage());
        } else {
          images.forEach(image -> upsert(List.of(image)));
        }
      }
    }

    private void untilAvailable(Runnable call) throws IOException, InterruptedException {
      long start = System.nanoTime();
      long pause = FIRST_PAUSE_MILLIS;
      while (true) {
        long tried = System.nanoTime();
        try {
          call.run();
          indexNanos.inc(System.nanoTime() - tried);
          return;
        } catch (IndexUnavailableException e) {
          if (System.nanoTime() - start > settings.patience().toNanos()) {
            throw new IOException(
                "the index has been unavailable for %s".formatted(settings.patience()), e);
          }
          retries.inc();
          LOG.warn("Index unavailable, trying again in {} ms: {}", pause, e.getMessage());
          Thread.sleep(pause);
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
      }
    }

    @Override
    public void close() {
      index.close();
    }
  }
}
