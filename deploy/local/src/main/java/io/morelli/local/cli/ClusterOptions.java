package io.morelli.local.cli;

import io.morelli.local.broker.Ports;
import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ClusterSettings;
import io.morelli.local.cluster.FlinkHome;
import io.morelli.local.cluster.ManagedProcess;
import io.morelli.local.cluster.MilvusServer;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a system of several processes consists of. */
final class ClusterOptions {

  /** Beyond it, the stages of both jobs would have more subtasks than a task manager can carry. */
  private static final int MAX_PARALLELISM = 8;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      defaultValue = "2",
      description = "With --processes: Flink's workers. Default: ${DEFAULT-VALUE}.")
  private int taskManagers;

  @Option(
      names = "--job-managers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "With --processes: more than one brings ZooKeeper, and standbys that take over."
              + " Default: ${DEFAULT-VALUE}.")
  private int jobManagers;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "With --processes: subtasks of each stage of the jobs. Default: one for each core, at"
              + " most 8.")
  private Integer parallelism;

  @Option(
      names = "--milvus",
      paramLabel = "HOST:PORT",
      description = "With --processes: a Milvus that runs already. Default: one is started.")
  private String milvus;

  @Option(
      names = "--milvus-server",
      paramLabel = "FILE",
      description = "With --processes: the milvus-server to start. Default: the one on the PATH.")
  private Path milvusServer;

  @Option(
      names = "--flink",
      paramLabel = "DIR",
      hidden = true,
      defaultValue = "${sys:morelli.flink:-deploy/flink/target/flink}",
      description = "Flink with the job jars, as deploy/flink makes it.")
  private Path flink;

  /**
   * The cluster of a folder: as it runs, or as these options describe it if it does not.
   *
   * @param kafkaPort 0 for a free one
   * @param dashboardPort of the first job manager, the others follow; 0 for free ones
   * @throws BindException if a port is taken
   */
  Cluster cluster(Path directory, int kafkaPort, int dashboardPort) throws IOException {
    Optional<Cluster> known = known(directory, flink);
    if (known.isPresent() && runs(known.get())) {
      return known.get();
    }
    Optional<Path> server = milvus == null ? Optional.of(server()) : Optional.empty();
    int cores = Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors());
    int subtasks = parallelism == null ? cores : parallelism;
    List<Integer> dashboards = new ArrayList<>();
    for (int i = 0; i < jobManagers; i++) {
      dashboards.add(Ports.free(dashboardPort == 0 ? 0 : dashboardPort + i, "Flink's dashboard"));
    }
    ClusterSettings settings =
        new ClusterSettings(
            directory,
            Ports.free(kafkaPort, "Kafka"),
            dashboards,
            Ports.free(0, "Flink's coordination"),
            taskManagers,
            // Each can carry both jobs alone, so nothing waits for the return of a lost one.
            2 * subtasks,
            subtasks,
            URI.create(
                "milvus://"
                    + (milvus == null ? Ports.HOST + ":" + Ports.free(0, "Milvus") : milvus)),
            server);
    return new Cluster(settings, FlinkHome.at(flink));
  }

  /** The cluster that was last started in a folder. */
  static Optional<Cluster> known(Path directory, Path flink) throws IOException {
    Optional<ClusterSettings> settings = ClusterSettings.read(directory);
    return settings.isPresent()
        ? Optional.of(new Cluster(settings.get(), FlinkHome.at(flink)))
        : Optional.empty();
  }

  private static boolean runs(Cluster cluster) throws IOException {
    for (ManagedProcess process : cluster.processes()) {
      if (process.isRunning()) {
        return true;
      }
    }
    return false;
  }

  private Path server() throws NoSuchFileException {
    if (milvusServer != null) {
      if (!Files.isExecutable(milvusServer)) {
        throw new NoSuchFileException(milvusServer.toString());
      }
      return milvusServer.toAbsolutePath();
    }
    return MilvusServer.onPath()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no milvus-server on the PATH. Either install it with '"
                        + MilvusServer.INSTALLATION
                        + "' and name it with --milvus-server, or name a Milvus that runs with"
                        + " --milvus HOST:PORT"));
  }
}
