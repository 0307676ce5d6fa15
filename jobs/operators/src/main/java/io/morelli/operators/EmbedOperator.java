package io.morelli.operators;

import io.morelli.embedding.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Embeds pictures in bundles. A bundle is handed to the model when it holds enough pictures, when
 * its first element has waited long enough, before a checkpoint barrier, before a watermark and at
 * the end of input. So nothing is ever in the bundle when a checkpoint is taken, and the operator
 * needs no state; elements leave in the order in which they came.
 *
 * <p>Everything, the timer included, runs in the task's mailbox thread. A checkpoint barrier waits
 * for at most one bundle.
 *
 * @param <IN> before embedding
 * @param <OUT> after embedding
 */
public final class EmbedOperator<IN, OUT> extends AbstractStreamOperator<OUT>
    implements OneInputStreamOperator<IN, OUT>, BoundedOneInput {

  private static final long serialVersionUID = 1L;
  private static final int HISTOGRAM_WINDOW = 1_000;

  private final EmbedderProvider embedders;
  private final Embeddable<IN, OUT> embeddable;
  private final BatchSettings batch;

  private transient Embedder embedder;
  private transient List<IN> bundle;
  private transient List<byte[]> pictures;
  private transient ScheduledFuture<?> timer;
  private transient Counter embeddedPictures;
  private transient Counter embedNanos;
  private transient Histogram batchSizes;
  private transient Histogram batchMillis;

  private EmbedOperator(
      StreamOperatorParameters<OUT> parameters,
      EmbedderProvider embedders,
      Embeddable<IN, OUT> embeddable,
      BatchSettings batch) {
    super(parameters);
    this.embedders = embedders;
    this.embeddable = embeddable;
    this.batch = batch;
  }

  @Override
  public void open() throws Exception {
    super.open();
    bundle = new ArrayList<>();
    pictures = new ArrayList<>();
    MetricGroup metrics = getMetricGroup().addGroup("embedding");
    embeddedPictures = metrics.counter("pictures");
    embedNanos = metrics.counter("modelNanos");
    batchSizes =
        metrics.histogram("batchSize", new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
    batchMillis =
        metrics.histogram("batchMillis", new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
    embedder = embedders.open();
  }

  @Override
  public void processElement(StreamRecord<IN> record) {
    bundle.add(record.getValue());
    pictures.addAll(embeddable.pictures(record.getValue()));
    if (pictures.size() >= batch.maxPictures()) {
      flush();
    } else if (timer == null) {
      long due = getProcessingTimeService().getCurrentProcessingTime() + batch.maxDelayMillis();
      timer = getProcessingTimeService().registerTimer(due, now -> flush());
    }
  }

  @Override
  public void processWatermark(Watermark watermark) throws Exception {
    flush();
    super.processWatermark(watermark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void endInput() {
    flush();
  }

  private void flush() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (bundle.isEmpty()) {
      return;
    }
    List<float[]> vectors = embedAll();
    int next = 0;
    for (IN element : bundle) {
      int count = embeddable.pictures(element).size();
      List<float[]> own = new ArrayList<>(vectors.subList(next, next + count));
      output.collect(new StreamRecord<>(embeddable.embedded(element, own)));
      next += count;
    }
    bundle.clear();
    pictures.clear();
  }

  /** In slices of the batch size: one element may bring more pictures than a batch takes. */
  private List<float[]> embedAll() {
    List<float[]> vectors = new ArrayList<>(pictures.size());
    for (int from = 0; from < pictures.size(); from += batch.maxPictures()) {
      List<byte[]> slice =
          pictures.subList(from, Math.min(pictures.size(), from + batch.maxPictures()));
      long start = System.nanoTime();
      vectors.addAll(List.of(embedder.embed(slice)));
      long nanos = System.nanoTime() - start;
      embeddedPictures.inc(slice.size());
      embedNanos.inc(nanos);
      batchSizes.update(slice.size());
      batchMillis.update(nanos / 1_000_000);
    }
    return vectors;
  }

  @Override
  public void close() throws Exception {
    if (embedder != null) {
      embedder.close();
    }
    super.close();
  }

  /** Creates the operator on a task manager. */
  public static final class Factory<IN, OUT> extends AbstractStreamOperatorFactory<OUT>
      implements OneInputStreamOperatorFactory<IN, OUT> {

    private static final long serialVersionUID = 1L;

    private final EmbedderProvider embedders;
    private final Embeddable<IN, OUT> embeddable;
    private final BatchSettings batch;

    public Factory(
        EmbedderProvider embedders, Embeddable<IN, OUT> embeddable, BatchSettings batch) {
      this.embedders = embedders;
      this.embeddable = embeddable;
      this.batch = batch;
      // A thread of its own, so that decoding goes on while the model computes.
      this.chainingStrategy = ChainingStrategy.HEAD;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's contract: the caller asks for the operator it built.
    public <T extends StreamOperator<OUT>> T createStreamOperator(
        StreamOperatorParameters<OUT> parameters) {
      return (T) new EmbedOperator<>(parameters, embedders, embeddable, batch);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature.
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
      return EmbedOperator.class;
    }
  }
}
