package io.morelli.local.torture;

import io.morelli.index.ImageIndex;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.client.TopicState;
import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ManagedProcess;
import io.morelli.local.stack.MorelliJobs;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;

/**
 * Publishes and asks while parts of a cluster are killed, stand still or cannot write, and then
 * looks whether anything was lost.
 *
 * <p>Not thread-safe.
 */
public final class Torture {

  private static final Duration STANDSTILL = Duration.ofSeconds(30);
  private static final Duration OUTAGE = Duration.ofSeconds(3);
  private static final Duration RECOVERY = Duration.ofMinutes(5);
  private static final Duration STALLED = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Cluster cluster;
  private final PrintStream out;
  private final long start = System.nanoTime();

  /**
   * @param cluster that runs, with its jobs; with a standby job manager and a Milvus of its own
   * @param out is told of every fault
   */
  public Torture(Cluster cluster, PrintStream out) {
    if (cluster.milvusProcess().isEmpty() || !cluster.settings().isHighlyAvailable()) {
      throw new IllegalArgumentException(
          "only a cluster with a Milvus of its own and a standby job manager can be tortured");
    }
    this.cluster = cluster;
    this.out = out;
  }

  /**
   * How much.
   *
   * @param pictures to publish
   * @param searches to ask
   * @param faults to inject
   * @param seed of all that is random
   */
  public record Extent(int pictures, int searches, int faults, long seed) {}

  /**
   * Runs it.
   *
   * @return whether nothing was lost and nothing was wrong; what was is printed
   * @throws TimeoutException if the system does not recover
   */
  public boolean run(Extent extent) throws Exception {
    List<Fault> faults = Fault.plan(extent.seed(), extent.faults());
    log("seed %d: %,d pictures, %,d searches", extent.seed(), extent.pictures(), extent.searches());
    try (Workload workload =
        new Workload(cluster.kafka(), extent.seed(), extent.pictures(), extent.searches())) {
      workload.publishBase();
      awaitWorkedOff(Topics.IMAGES, MorelliJobs.INGEST_GROUP);
      for (int i = 0; i < faults.size(); i++) {
        Fault fault = faults.get(i);
        // Half of a share before the fault, half of it into the fault.
        workload.advanceTo((i + 0.5) / faults.size());
        Thread.sleep(fault.after().toMillis());
        log("fault %d of %d: %s", i + 1, faults.size(), fault.kind().description);
        double share = (i + 1.0) / faults.size();
        AtomicReference<CompletableFuture<Void>> publishing = new AtomicReference<>();
        // On another thread, as a producer without its broker waits.
        inject(
            fault,
            () -> publishing.set(CompletableFuture.runAsync(() -> workload.advanceTo(share))));
        publishing.get().join();
        awaitJobs();
        log("  all tasks run");
      }
      workload.advanceTo(1);
      List<String> refused = workload.finish();
      log("everything is published, %d records were refused %s", refused.size(), refused);
      awaitWorkedOff(Topics.IMAGES, MorelliJobs.INGEST_GROUP);
      awaitWorkedOff(Topics.REQUESTS, MorelliJobs.QUERY_GROUP);
      log("everything is worked off");
      boolean failed = anyJobFailed();
      try (ImageIndex index = cluster.openIndex()) {
        Verdict verdict =
            Verdict.of(cluster.kafka(), index, workload.garbage(), workload.requests());
        out.print(verdict.summary());
        out.printf("jobs        %s%n", failed ? "FAILED" : "running");
        return verdict.isSound() && refused.isEmpty() && !failed;
      }
    }
  }

  /**
   * @param meanwhile what is done while something is wrong
   */
  private void inject(Fault fault, Runnable meanwhile) throws Exception {
    switch (fault.kind()) {
      case KILL_TASK_MANAGER -> {
        List<ManagedProcess> all = cluster.taskManagers();
        kill(all.get(fault.choice() % all.size()), meanwhile).start();
      }
      case KILL_JOB_MANAGER -> {
        ManagedProcess killed = kill(cluster.activeJobManager(), meanwhile);
        log("  %s leads now", awaitLeader(killed).name());
        killed.start();
      }
      case KILL_KAFKA -> {
        kill(cluster.kafkaProcess(), meanwhile);
        cluster.startKafka();
      }
      case KILL_MILVUS -> {
        kill(cluster.milvusProcess().orElseThrow(), meanwhile);
        cluster.startMilvus();
      }
      case PAUSE_MILVUS -> pause(cluster.milvusProcess().orElseThrow(), meanwhile);
      case PAUSE_KAFKA -> pause(cluster.kafkaProcess(), meanwhile);
      case LOSE_CHECKPOINTS -> loseCheckpoints(meanwhile);
    }
  }

  private ManagedProcess kill(ManagedProcess process, Runnable meanwhile)
      throws IOException, InterruptedException {
    process.kill();
    log("  %s is gone", process.name());
    meanwhile.run();
    Thread.sleep(OUTAGE.toMillis());
    return process;
  }

  private void pause(ManagedProcess process, Runnable meanwhile)
      throws IOException, InterruptedException {
    process.pause();
    try {
      meanwhile.run();
      Thread.sleep(STANDSTILL.toMillis());
    } finally {
      process.resume();
    }
    log("  %s goes on", process.name());
  }

  private void loseCheckpoints(Runnable meanwhile) throws IOException, InterruptedException {
    BlockedFolder blocked = new BlockedFolder(cluster.checkpoints());
    try {
      meanwhile.run();
      Thread.sleep(STANDSTILL.toMillis());
    } finally {
      blocked.close();
    }
    log("  checkpoints can be written again");
  }

  private ManagedProcess awaitLeader(ManagedProcess killed) throws Exception {
    long since = System.nanoTime();
    while (true) {
      ManagedProcess leader = cluster.activeJobManager();
      if (leader != killed) {
        return leader;
      }
      checkPatience(since, RECOVERY, "no other job manager leads");
      Thread.sleep(POLL.toMillis());
    }
  }

  /**
   * Milvus ends itself when it was held up for long, or stays and calls itself abnormal; elsewhere,
   * too, something restarts it.
   */
  private void supervise() throws Exception {
    if (!cluster.indexServes()) {
      cluster.startMilvus();
      log("  milvus did not serve, and serves again");
    }
  }

  private void awaitJobs() throws Exception {
    supervise();
    long since = System.nanoTime();
    while (!cluster.isReady()) {
      checkPatience(since, RECOVERY, "the jobs do not recover");
      Thread.sleep(POLL.toMillis());
      supervise();
    }
  }

  /** A job commits an offset only when all that came before it is in the index or answered. */
  private void awaitWorkedOff(String topic, String group) throws Exception {
    long least = Long.MAX_VALUE;
    long since = System.nanoTime();
    while (least > 0) {
      supervise();
      long lag = lag(topic, group);
      if (lag < least) {
        least = lag;
        since = System.nanoTime();
      }
      checkPatience(since, STALLED, "%s makes no progress, %d are left".formatted(group, least));
      Thread.sleep(POLL.toMillis());
    }
  }

  private long lag(String topic, String group) throws InterruptedException {
    try (Admin admin = cluster.kafka().admin()) {
      TopicState state = TopicState.of(admin, topic);
      OptionalLong lag = state.lag(admin, group);
      return lag.orElse(state.records());
    } catch (ExecutionException e) {
      // The broker is still about to recover.
      return Long.MAX_VALUE;
    }
  }

  private boolean anyJobFailed() throws Exception {
    return new FlinkDashboard(cluster.activeDashboard())
        .jobs().stream().anyMatch(job -> job.state().equals("FAILED"));
  }

  private static void checkPatience(long since, Duration patience, String message)
      throws TimeoutException {
    if (System.nanoTime() - since > patience.toNanos()) {
      throw new TimeoutException(message);
    }
  }

  private void log(String format, Object... values) {
    out.printf(
        Locale.ROOT, "%7.1f s  %s%n", (System.nanoTime() - start) / 1e9, format.formatted(values));
    out.flush();
  }
}
