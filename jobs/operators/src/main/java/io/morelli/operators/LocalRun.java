package io.morelli.operators;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a job that ends by itself in this JVM. */
public final class LocalRun {

  private static final Duration CANCELLATION = Duration.ofSeconds(30);

  private LocalRun() {}

  /** Is called at intervals while the job runs. */
  @FunctionalInterface
  public interface Watcher {
    void look() throws Exception;
  }

  /** Of a Flink in this JVM: whole pictures travel between operators, and managed memory idles. */
  public static void addMemory(Configuration options) {
    options.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    options.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
  }

  /**
   * Returns when the job has ended. It has also ended when this throws: what the job works with may
   * be closed then.
   *
   * @throws java.util.concurrent.ExecutionException if the job fails
   */
  public static void execute(
      StreamExecutionEnvironment env, String name, Duration interval, Watcher watcher)
      throws Exception {
    JobClient job = env.executeAsync(name);
    CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
    try {
      while (true) {
        try {
          result.get(interval.toMillis(), TimeUnit.MILLISECONDS);
          return;
        } catch (TimeoutException e) {
          watcher.look();
        }
      }
    } finally {
      if (!result.isDone()) {
        job.cancel();
        result.handle((done, failure) -> done).get(CANCELLATION.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }
}
