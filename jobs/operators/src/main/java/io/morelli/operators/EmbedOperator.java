package io.morelli.operators;

import io.morelli.embedding.Embedder;
import io.morelli.embedding.OutOfDeviceMemoryException;
import io.morelli.embedding.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
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
 * <p>A batch that does not fit into the memory of a GPU is halved until it does, and later batches
 * keep to that size.
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

  /** What a cluster calls its GPUs; see "External Resource Framework" in Flink's documentation. */
  private static final String GPU_RESOURCE = "gpu";

  /** Of a GPU in Flink's plug-in for GPUs. */
  private static final String GPU_INDEX = "index";

  private final EmbedderProvider embedders;
  private final Embeddable<IN, OUT> embeddable;
  private final BatchSettings batch;

  private transient Embedder embedder;
  private transient List<IN> bundle;
  private transient List<byte[]> pictures;
  private transient ScheduledFuture<?> timer;
  private transient int sliceSize;
  private transient Counter embeddedPictures;
  private transient Counter embedNanos;
  private transient Counter outOfMemory;
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
    sliceSize = batch.maxPictures();
    MetricGroup metrics = getMetricGroup().addGroup("embedding");
    embeddedPictures = metrics.counter("pictures");
    embedNanos = metrics.counter("modelNanos");
    batchSizes =
        metrics.histogram("batchSize", new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
    batchMillis =
        metrics.histogram("batchMillis", new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
    outOfMemory = metrics.counter("outOfMemory");
    metrics.gauge("maxBatchSize", () -> sliceSize);
    int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    List<Integer> gpus = gpus(getRuntimeContext().getExternalResourceInfos(GPU_RESOURCE));
    embedder = embedders.open(gpus);
    Placement placement = embedder.placement();
    LOG.info(
        "Subtask {} embeds on {} in {}; GPUs of the task manager: {}",
        subtask,
        placement.device(),
        placement.precision(),
        gpus);
    // A metric has a number for its value, so what it says stands in its labels.
    metrics
        .addGroup("device", placement.device())
        .addGroup("precision", placement.precision().name())
        .gauge("info", () -> 1);
  }

  private static List<Integer> gpus(Set<ExternalResourceInfo> infos) {
    return infos.stream()
        .map(info -> info.getProperty(GPU_INDEX))
        .flatMap(Optional::stream)
        .map(Integer::valueOf)
        .sorted()
        .toList();
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
    while (vectors.size() < pictures.size()) {
      int from = vectors.size();
      List<byte[]> slice = pictures.subList(from, Math.min(pictures.size(), from + sliceSize));
      try {
        vectors.addAll(List.of(embed(slice)));
      } catch (OutOfDeviceMemoryException e) {
        if (slice.size() == 1) {
          throw e;
        }
        sliceSize = slice.size() / 2;
        outOfMemory.inc();
        LOG.warn("Batches have at most {} pictures from now on: {}", sliceSize, e.getMessage());
      }
    }
    return vectors;
  }

  private float[][] embed(List<byte[]> slice) {
    long start = System.nanoTime();
    float[][] vectors = embedder.embed(slice);
    long nanos = System.nanoTime() - start;
    embeddedPictures.inc(slice.size());
    embedNanos.inc(nanos);
    batchSizes.update(slice.size());
    batchMillis.update(nanos / 1_000_000);
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
