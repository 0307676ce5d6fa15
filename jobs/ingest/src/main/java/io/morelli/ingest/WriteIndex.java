package io.morelli.ingest;

import io.morelli.index.ImageIndex;
import io.morelli.index.IndexUnavailableException;
import io.morelli.index.IndexedImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.KafkaRecord;
import io.morelli.message.RejectedException;
import io.morelli.operators.DeadLetter;
import io.morelli.operators.IndexProvider;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Writes changes to the index in batches. All changes of one image id reach the same subtask in
 * order, and a subtask has one batch in flight, so an old upsert never overtakes a newer delete.
 * Before a checkpoint everything is written and durable; what comes twice after a failure changes
 * nothing.
 *
 * <p>While the index is unavailable the operator tries again and so holds the stream back; if it
 * stays away, the job restarts from its last checkpoint. An image that the index refuses would be
 * refused after every restart, too: it becomes a dead letter, without the picture, which stands in
 * the topic where the letter says.
 *
 * <p>Works in the task's mailbox thread, the timer included.
 */
final class WriteIndex extends AbstractStreamOperator<DeadLetter>
    implements OneInputStreamOperator<IndexChange, DeadLetter>, BoundedOneInput {

  private static final long serialVersionUID = 1L;
  private static final String STAGE = "index";
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int HISTOGRAM_WINDOW = 1_000;

  private final IndexProvider indexes;
  private final String topic;
  private final Settings settings;

  private transient ImageIndex index;
  private transient Map<String, IndexChange> pending;
  private transient Counter upserts;
  private transient Counter deletes;
  private transient Counter refused;
  private transient Counter retries;
  private transient Counter indexNanos;
  private transient Histogram searchableDelay;
  private transient boolean timerSet;

  /** Asked with every flush: a metric is read by others, and must neither wait nor fail. */
  private transient volatile long images;

  private WriteIndex(
      StreamOperatorParameters<DeadLetter> parameters,
      IndexProvider indexes,
      String topic,
      Settings settings) {
    super(parameters);
    this.indexes = indexes;
    this.topic = topic;
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
  public void open() throws Exception {
    super.open();
    index = indexes.open();
    pending = new LinkedHashMap<>();
    MetricGroup metrics = getMetricGroup().addGroup("index");
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
  public void processElement(StreamRecord<IndexChange> record)
      throws IOException, InterruptedException {
    IndexChange change = record.getValue();
    // Removed first: the map must stay in the order of the latest changes.
    pending.remove(change.id());
    pending.put(change.id(), change);
    if (pending.size() >= settings.batchSize()) {
      writePending();
    } else if (!timerSet) {
      timerSet = true;
      ProcessingTimeService time = getProcessingTimeService();
      time.registerTimer(
          time.getCurrentProcessingTime() + settings.maxDelay().toMillis(),
          now -> {
            timerSet = false;
            writePending();
          });
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flush();
  }

  @Override
  public void endInput() throws Exception {
    flush();
  }

  private void flush() throws IOException, InterruptedException {
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
          upsert(images);
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

  /**
   * One of the images is refused with all: then each is written by itself. What is refused leaves
   * the list, so that it is refused once, however often this is tried.
   */
  private void upsert(List<IndexedImage> images) {
    if (images.isEmpty()) {
      return;
    }
    try {
      index.upsert(images);
    } catch (IllegalArgumentException e) {
      // Not removeIf, which removes nothing if the index becomes unavailable halfway.
      for (Iterator<IndexedImage> each = images.iterator(); each.hasNext(); ) {
        if (refuses(each.next())) {
          each.remove();
        }
      }
    }
  }

  private boolean refuses(IndexedImage image) {
    try {
      index.upsert(List.of(image));
      return false;
    } catch (IllegalArgumentException e) {
      refuse(image, e);
      return true;
    }
  }

  private void refuse(IndexedImage image, IllegalArgumentException reason) {
    refused.inc();
    LOG.error("The index refuses image {}: {}", image.id(), reason.getMessage());
    KafkaRecord record =
        new KafkaRecord(
            topic,
            image.source().partition(),
            image.source().offset(),
            image.publishedAt(),
            image.id().getBytes(StandardCharsets.UTF_8),
            null,
            List.of());
    RejectedException rejected =
        new RejectedException(
            ErrorCode.INVALID_RECORD, "the index refuses the image: " + reason.getMessage());
    output.collect(new StreamRecord<>(DeadLetter.of(record, STAGE, rejected)));
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
  public void close() throws Exception {
    if (index != null) {
      index.close();
    }
    super.close();
  }

  /** Creates the operator on a task manager. */
  static final class Factory extends AbstractStreamOperatorFactory<DeadLetter>
      implements OneInputStreamOperatorFactory<IndexChange, DeadLetter> {

    private static final long serialVersionUID = 1L;

    private final IndexProvider indexes;
    private final String topic;
    private final Settings settings;

    /**
     * @param topic of the images, to be named in dead letters
     */
    Factory(IndexProvider indexes, String topic, Settings settings) {
      this.indexes = indexes;
      this.topic = topic;
      this.settings = settings;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's contract: the caller asks for the operator it built.
    public <T extends StreamOperator<DeadLetter>> T createStreamOperator(
        StreamOperatorParameters<DeadLetter> parameters) {
      return (T) new WriteIndex(parameters, indexes, topic, settings);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature.
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
      return WriteIndex.class;
    }
  }
}
