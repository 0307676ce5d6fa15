package io.morelli.local.stack;

import io.morelli.local.broker.Ports;
import io.morelli.operators.JobOptions;
import io.morelli.operators.LocalRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink in this JVM, with its dashboard. Checkpoints and savepoints lie in its directory, and a job
 * that is submitted goes on from the newest of them, so that neither an orderly stop nor a crash
 * loses its state.
 *
 * <p>Not thread-safe.
 */
final class LocalCluster implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);
  private static final Duration METRICS_INTERVAL = Duration.ofSeconds(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final Path directory;
  private final Configuration configuration;
  private final MiniCluster cluster;
  private final List<StreamGraph> jobs = new ArrayList<>();

  private LocalCluster(Path directory, Configuration configuration, MiniCluster cluster) {
    this.directory = directory;
    this.configuration = configuration;
    this.cluster = cluster;
  }

  /**
   * @param directory of state; created if it does not exist
   * @param dashboardPort 0 for a free one
   * @param slots how many subtasks chains run at a time
   */
  static LocalCluster start(Path directory, int dashboardPort, int slots) throws Exception {
    int port = Ports.free(dashboardPort, "the dashboard");
    Files.createDirectories(directory);
    Configuration configuration = configuration(directory.toAbsolutePath(), port);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
    return new LocalCluster(directory, configuration, cluster);
  }

  URI dashboard() {
    return cluster.getRestAddress().join();
  }

  /** Starts a job, from its newest checkpoint or savepoint if it has one. */
  void submit(LocalJob job) throws Exception {
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
    job.graph().accept(environment);
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(job.name());
    graph.setJobId(state(job.name()).jobId());
    state(job.name())
        .newest()
        .ifPresent(
            state ->
                graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(
                        flinkPath(state), false, RecoveryClaimMode.CLAIM)));
    cluster.submitJob(graph).get();
    jobs.add(graph);
  }

  /**
   * Stops each job with a savepoint, then the cluster. A job that cannot be stopped so, for
   * instance because it is just restarting, goes on from its last checkpoint next time.
   */
  @Override
  public void close() throws IOException {
    for (StreamGraph job : jobs) {
      try {
        cluster
            .stopWithSavepoint(
                job.getJobID(),
                flinkPath(state(job.getJobName()).savepoints()),
                false,
                SavepointFormatType.NATIVE)
            .thenCompose(savepoint -> cluster.requestJobResult(job.getJobID()))
            .get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      } catch (Exception e) {
        LOG.warn("{} was stopped without a savepoint", job.getJobName(), e);
      }
    }
    try {
      cluster.close();
    } catch (Exception e) {
      throw new IOException("Flink did not stop in order: " + e.getMessage(), e);
    }
  }

  private JobState state(String job) {
    return new JobState(job, directory.resolve("checkpoints"), directory.resolve("savepoints"));
  }

  /** Flink would take the %20 of a URI for the name itself. */
  private static String flinkPath(Path path) {
    return org.apache.flink.core.fs.Path.fromLocalFile(path.toAbsolutePath().toFile()).toString();
  }

  private static Configuration configuration(Path directory, int port) {
    Configuration configuration = JobOptions.defaults();
    configuration.set(RestOptions.ADDRESS, Ports.HOST);
    configuration.set(RestOptions.BIND_ADDRESS, Ports.HOST);
    configuration.set(RestOptions.PORT, port);
    configuration.set(RestOptions.BIND_PORT, Integer.toString(port));
    configuration.set(WebOptions.SUBMIT_ENABLE, false);
    configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, METRICS_INTERVAL);
    configuration.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());

    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, flinkPath(directory.resolve("checkpoints")));
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    LocalRun.addMemory(configuration);
    return configuration;
  }
}
