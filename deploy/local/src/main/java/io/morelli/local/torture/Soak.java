package io.morelli.local.torture;

import io.morelli.experiment.Percentile;
import io.morelli.index.ImageIndex;
import io.morelli.ingest.IngestJob;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.local.client.UnreachableException;
import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ManagedProcess;
import io.morelli.message.SearchResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes many pictures as fast as they are taken, asks for copies of them meanwhile, and notes
 * at intervals how far that is and how much memory each process has.
 *
 * <p>Not thread-safe.
 */
public final class Soak {

  /** Pictures that are published and not yet in the index, at most. */
  private static final int BACKLOG = 250;

  private static final int SEARCHES_IN_FLIGHT = 4;
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STALLED = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int LINGER_MS = 5;
  private static final String SEARCHABLE_DELAY = "searchableDelayMillis";

  private final Cluster cluster;
  private final Extent extent;
  private final Progress progress;
  private final Random random;

  private final List<SoakSample> samples = new ArrayList<>();
  private final Semaphore free = new Semaphore(SEARCHES_IN_FLIGHT);
  private final Queue<Double> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger found = new AtomicInteger();

  /** Why Kafka did not take a picture; null if it took all. */
  private final AtomicReference<Exception> refused = new AtomicReference<>();

  private long start;
  private int published;

  /**
   * How much.
   *
   * @param pictures to publish, all different
   * @param searches to ask, spread evenly
   * @param interval between two samples
   * @param seed of what is asked for
   */
  public record Extent(int pictures, int searches, Duration interval, long seed) {}

  /** Told of every sample. */
  @FunctionalInterface
  public interface Progress {

    /**
     * @param report of all samples so far, so that nothing is lost however the run ends
     */
    void sampled(SoakReport report) throws IOException;
  }

  /**
   * @param cluster that runs, with its jobs, and holds nothing
   */
  public Soak(Cluster cluster, Extent extent, Progress progress) {
    this.cluster = cluster;
    this.extent = extent;
    this.progress = progress;
    this.random = new Random(extent.seed());
  }

  /**
   * Runs it, once.
   *
   * @throws TimeoutException if no picture reaches the index for five minutes, be it that it does
   *     not answer
   */
  public SoakReport run() throws Exception {
    start = System.nanoTime();
    try (ImageIndex index = cluster.openIndex();
        Producer<String, byte[]> producer = cluster.kafka().producer(LINGER_MS);
        SearchClient client =
            new SearchClient(cluster.kafka(), Topics.REQUESTS, Topics.RESPONSES, ANSWER_TIMEOUT)) {
      IndexWatch watch = new IndexWatch(index::count, STALLED, System::nanoTime);
      // Of those before so many others, each is in the index: were the backlog all in one
      // partition, no older one would be missing.
      int recent = cluster.partitions() * BACKLOG;
      int asked = 0;
      while (published < extent.pictures()) {
        while (published - watch.indexed() >= BACKLOG) {
          look(watch);
        }
        publish(producer);
        long due = (long) extent.searches() * published / extent.pictures();
        for (; published > recent && asked < due; asked++) {
          ask(client, published - recent);
        }
      }
      while (watch.indexed() < extent.pictures()) {
        look(watch);
      }
      for (; asked < extent.searches(); asked++) {
        ask(client, extent.pictures());
      }
      free.acquire(SEARCHES_IN_FLIGHT);
      sample(watch.indexed());
    }
    return new SoakReport(samples);
  }

  private void publish(Producer<String, byte[]> producer) {
    producer.send(
        new ProducerRecord<>(Topics.IMAGES, Collage.id(published), Collage.picture(published)),
        (position, e) -> refused.compareAndSet(null, e));
    published++;
  }

  /** Asks for a copy of one of the first so many pictures. */
  private void ask(SearchClient client, int first) throws InterruptedException {
    int number = random.nextInt(first);
    byte[] copy = Collage.copy(number);
    free.acquire();
    long sent = System.nanoTime();
    client
        .search(SearchQuery.picture(copy, SearchQuery.Options.DEFAULT))
        .whenComplete(
            (response, failure) -> {
              latencies.add((System.nanoTime() - sent) / 1e6);
              answered.incrementAndGet();
              if (failure == null && names(response, Collage.id(number))) {
                found.incrementAndGet();
              }
              free.release();
            });
  }

  private static boolean names(SearchResponse response, String id) {
    return response.matches().stream().anyMatch(match -> match.id().equals(id));
  }

  private void look(IndexWatch watch) throws Exception {
    Thread.sleep(POLL.toMillis());
    Exception failure = refused.get();
    if (failure != null) {
      throw new IOException("Kafka does not take the pictures: " + failure.getMessage(), failure);
    }
    watch.look(published);
    long due = extent.interval().multipliedBy(samples.size() + 1L).toNanos();
    if (System.nanoTime() - start >= due) {
      sample(watch.indexed());
    }
  }

  private void sample(long indexed) throws Exception {
    List<Double> recent = new ArrayList<>();
    for (Double latency = latencies.poll(); latency != null; latency = latencies.poll()) {
      recent.add(latency);
    }
    double[] sorted = recent.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    Map<String, Long> memory = new LinkedHashMap<>();
    for (ManagedProcess process : cluster.processes()) {
      memory.put(process.name(), process.residentBytes());
    }
    long[] delays = searchableDelays();
    SoakSample sample =
        new SoakSample(
            (System.nanoTime() - start) / 60e9,
            indexed,
            answered.get(),
            found.get(),
            Percentile.of(sorted, 0.5),
            Percentile.of(sorted, 0.99),
            delays[0],
            delays[1],
            memory);
    samples.add(sample);
    progress.sampled(new SoakReport(samples));
  }

  /** p50 and p99 of the slowest subtask, milliseconds; 0 if none tells. */
  private long[] searchableDelays() throws Exception {
    long[] delays = new long[2];
    try {
      FlinkDashboard flink = new FlinkDashboard(cluster.activeDashboard());
      for (FlinkDashboard.Job job : flink.jobs()) {
        if (job.name().equals(IngestJob.NAME)) {
          delays[0] = flink.max(job, SEARCHABLE_DELAY + "_median").orElse(0);
          delays[1] = flink.max(job, SEARCHABLE_DELAY + "_p99").orElse(0);
        }
      }
    } catch (UnreachableException e) {
      // Hours of work do not end for a figure.
    }
    return delays;
  }
}
