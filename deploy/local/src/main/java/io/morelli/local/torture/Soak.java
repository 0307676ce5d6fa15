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
import java.util.function.Consumer;
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

  /**
   * Of those before so many others, each is in the index: were the backlog all in one of eight
   * partitions, which is the most there are, no older one would be missing.
   */
  private static final int RECENT = 8 * BACKLOG;

  private static final int SEARCHES_IN_FLIGHT = 4;
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STALLED = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int LINGER_MS = 5;
  private static final String SEARCHABLE_DELAY = "searchableDelayMillis";

  private final Cluster cluster;
  private final Extent extent;
  private final Consumer<SoakSample> progress;
  private final Random random;

  private final List<SoakSample> samples = new ArrayList<>();
  private final Semaphore free = new Semaphore(SEARCHES_IN_FLIGHT);
  private final Queue<Double> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger found = new AtomicInteger();

  private long start;
  private int published;
  private long indexed;
  private long indexedAt;

  /**
   * How much.
   *
   * @param pictures to publish, all different
   * @param searches to ask, spread evenly
   * @param interval between two samples
   * @param seed of what is asked for
   */
  public record Extent(int pictures, int searches, Duration interval, long seed) {}

  /**
   * @param cluster that runs, with its jobs, and holds nothing
   * @param progress told of every sample
   */
  public Soak(Cluster cluster, Extent extent, Consumer<SoakSample> progress) {
    this.cluster = cluster;
    this.extent = extent;
    this.progress = progress;
    this.random = new Random(extent.seed());
  }

  /**
   * Runs it, once.
   *
   * @throws TimeoutException if no picture reaches the index for five minutes
   */
  public SoakReport run() throws Exception {
    start = System.nanoTime();
    indexedAt = start;
    try (ImageIndex index = cluster.openIndex();
        Producer<String, byte[]> producer = cluster.kafka().producer(LINGER_MS);
        SearchClient client =
            new SearchClient(cluster.kafka(), Topics.REQUESTS, Topics.RESPONSES, ANSWER_TIMEOUT)) {
      int asked = 0;
      while (published < extent.pictures()) {
        while (published - indexed >= BACKLOG) {
          look(index);
        }
        producer.send(
            new ProducerRecord<>(Topics.IMAGES, Collage.id(published), Collage.picture(published)));
        published++;
        long due = (long) extent.searches() * published / extent.pictures();
        for (; published > RECENT && asked < due; asked++) {
          ask(client, published - RECENT);
        }
      }
      while (indexed < extent.pictures()) {
        look(index);
      }
      for (; asked < extent.searches(); asked++) {
        ask(client, extent.pictures());
      }
      free.acquire(SEARCHES_IN_FLIGHT);
      sample();
    }
    return new SoakReport(samples, extent.searches(), found.get());
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

  private void look(ImageIndex index) throws Exception {
    Thread.sleep(POLL.toMillis());
    long now = System.nanoTime();
    long count = index.count();
    if (count > indexed) {
      indexed = count;
      indexedAt = now;
    } else if (now - indexedAt > STALLED.toNanos()) {
      throw new TimeoutException(
          "%,d of %,d published pictures are in the index, and no more come"
              .formatted(indexed, published));
    }
    if (now - start >= extent.interval().multipliedBy(samples.size() + 1L).toNanos()) {
      sample();
    }
  }

  private void sample() throws Exception {
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
    progress.accept(sample);
  }

  /** p50 and p99 of the slowest subtask, milliseconds; 0 if none tells. */
  private long[] searchableDelays() throws Exception {
    long[] delays = new long[2];
    try {
      FlinkDashboard flink = new FlinkDashboard(cluster.activeDashboard());
      for (FlinkDashboard.Job job : flink.jobs()) {
        if (job.name().equals(IngestJob.NAME)) {
          delays[0] = flink.max(job, SEARCHABLE_DELAY + "_p50").orElse(0);
          delays[1] = flink.max(job, SEARCHABLE_DELAY + "_p99").orElse(0);
        }
      }
    } catch (UnreachableException e) {
      // Hours of work do not end for a figure.
    }
    return delays;
  }
}
