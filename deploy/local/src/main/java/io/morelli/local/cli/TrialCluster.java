package io.morelli.local.cli;

import io.morelli.local.cluster.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A system of processes that is started for one run, and ends with it. */
final class TrialCluster {

  /** How long the action may take to end in order when it is stopped. */
  private static final Duration END_TIMEOUT = Duration.ofSeconds(15);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:morelli.data:-morelli-data}",
      description = "Its folder lies in this one, and stays for a look at logs and results.")
  private Path data;

  @ArgGroup(exclusive = false, heading = "%nThe processes:%n")
  private ClusterOptions clusterOptions = new ClusterOptions();

  /** What is done while the system runs. */
  @FunctionalInterface
  interface Action {

    /**
     * @param cluster with both jobs running
     * @param folder of all its state
     * @return exit code
     */
    int run(Cluster cluster, Path folder) throws Exception;
  }

  /**
   * Starts the system on free ports, does the action, and ends all processes, also at Ctrl-C, which
   * interrupts the action.
   *
   * @param subfolder of the data folder, replaced if it is there
   * @param jobManagers if the options name no number
   */
  int run(String subfolder, int jobManagers, Action action) throws Exception {
    Path folder = data.resolve(subfolder);
    StopSignal stop = new StopSignal();
    try {
      Cluster cluster = clusterOptions.fresh(folder, jobManagers);
      // On a thread of its own: clients that it waits for may take an interrupt for themselves.
      ExecutorService worker = Executors.newSingleThreadExecutor();
      try {
        return worker.submit(() -> work(cluster, folder, action)).get();
      } finally {
        // Also at Ctrl-C, which has interrupted this thread for once.
        worker.shutdownNow();
        worker.awaitTermination(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        cluster.kill();
      }
    } finally {
      stop.close();
    }
  }

  private static int work(Cluster cluster, Path folder, Action action) throws Exception {
    cluster.start(step -> System.out.printf("Starting %s ...%n", step));
    cluster.submitJobs();
    cluster.awaitJobs();
    return action.run(cluster, folder);
  }
}
