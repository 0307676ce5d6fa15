package io.morelli.local.cli;

import io.morelli.index.MilvusCommand;
import io.morelli.local.broker.Ports;
import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ClusterSettings;
import io.morelli.local.cluster.FlinkHome;
import io.morelli.local.cluster.ManagedProcess;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Option;

/** What a system of several processes consists of. */
final class ClusterOptions {

  /** Beyond it, the stages of both jobs would have more subtasks than a task manager can carry. */
  private static final int MAX_PARALLELISM = 8;

  // Not as defaults of the options, which picocli does not apply to a group that is left out.

  @Option(names = "--task-managers", paramLabel = "N", description = "Flink's workers. Default: 2.")
  private int taskManagers = 2;

  @Option(
      names = "--job-managers",
      paramLabel = "N",
      description =
          "More than one brings ZooKeeper, and standbys that take over. Default: 1, of torture 2.")
  private Integer jobManagers;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "Subtasks of each stage of the jobs, but for the query job's model, which has one. Default:"
              + " one for each core, at most 8.")
  private int parallelism = Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Option of the jobs (docs/options.md), such as embedding.device=gpu, but for kafka.brokers"
              + " and index.uri, which are known. May be repeated.")
  private Map<String, String> jobOptions = Map.of();

  @Option(
      names = "--milvus",
      paramLabel = "HOST:PORT[/DATABASE][?OPTION=VALUE]",
      description =
          "A Milvus that runs already; its options, such as tls, are in docs/index.md. Default: one is"
              + " started.")
  private String milvus;

  @Option(
      names = "--milvus-server",
      paramLabel = "FILE",
      description = "The milvus-server to start. Default: the one on the PATH.")
  private Path milvusServer;

  /**
   * The cluster of a folder: as it runs, or as these options describe it if it does not.
   *
   * @param kafkaPort 0 for that of a run that was not taken down, or a free one
   * @param dashboardPort of the first job manager, the others follow; 0 for free ones
   * @param defaultJobManagers if the options name no number
   * @throws BindException if a port is taken
   */
  Cluster cluster(Path directory, int kafkaPort, int dashboardPort, int defaultJobManagers)
      throws IOException {
    Optional<Cluster> known = known(directory);
    if (known.isPresent() && runs(known.get())) {
      return known.get();
    }
    Optional<ClusterSettings> last = known.map(Cluster::settings);
    Optional<Path> server = milvus == null ? Optional.of(server()) : Optional.empty();
    List<Integer> dashboards = new ArrayList<>();
    for (int i = 0; i < (jobManagers == null ? defaultJobManagers : jobManagers); i++) {
      dashboards.add(Ports.free(dashboardPort == 0 ? 0 : dashboardPort + i, "Flink's dashboard"));
    }
    ClusterSettings settings =
        new ClusterSettings(
            directory,
            kafkaPort == 0
                ? again(last.map(ClusterSettings::kafkaPort), "Kafka")
                : Ports.free(kafkaPort, "Kafka"),
            dashboards,
            Ports.free(0, "Flink's coordination"),
            taskManagers,
            // Each can carry both jobs alone, so nothing waits for the return of a lost one.
            2 * parallelism,
            parallelism,
            milvus == null ? ownIndex(last) : URI.create("milvus://" + milvus),
            server,
            jobOptions);
    return new Cluster(settings, flink());
  }

  private static URI ownIndex(Optional<ClusterSettings> last) throws BindException {
    Optional<Integer> port =
        last.filter(settings -> settings.milvusServer().isPresent())
            .map(settings -> settings.index().getPort());
    return URI.create("milvus://%s:%d".formatted(Ports.HOST, again(port, "Milvus")));
  }

  /** The last run's if it is free: jobs that ZooKeeper brings back know no other. */
  private static int again(Optional<Integer> last, String user) throws BindException {
    return Ports.free(last.filter(port -> !Ports.isServed(port)).orElse(0), user);
  }

  /**
   * A cluster on free ports that holds nothing, in a folder in place of the one that was there.
   *
   * @param defaultJobManagers if the options name no number
   */
  Cluster fresh(Path directory, int defaultJobManagers) throws IOException, InterruptedException {
    Optional<Cluster> former = known(directory);
    if (former.isPresent()) {
      former.get().kill();
    }
    FileUtils.deleteDirectory(directory.toFile());
    return cluster(directory, 0, 0, defaultJobManagers);
  }

  /** The cluster that was started in a folder and not taken down. */
  static Optional<Cluster> known(Path directory) throws IOException {
    Optional<ClusterSettings> settings = ClusterSettings.read(directory);
    return settings.isPresent()
        ? Optional.of(new Cluster(settings.get(), flink()))
        : Optional.empty();
  }

  /** The launcher says where it is built. */
  private static FlinkHome flink() throws NoSuchFileException {
    return FlinkHome.at(Path.of(System.getProperty("morelli.flink", "deploy/flink/target/flink")));
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
    return MilvusCommand.onPath()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no milvus-server on the PATH. Either install it with '"
                        + MilvusCommand.INSTALLATION
                        + "', which has it for Linux and macOS, and name it with --milvus-server, or name a Milvus that runs with"
                        + " --milvus HOST:PORT"));
  }
}
