package io.morelli.local.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.ingest.IngestJob;
import io.morelli.local.broker.Topics;
import io.morelli.local.cli.Main;
import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ManagedProcess;
import io.morelli.local.torture.Soak;
import io.morelli.local.torture.SoakReport;
import io.morelli.local.torture.SoakSample;
import io.morelli.query.QueryJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code morelli soak}; then what {@code status} and {@code down} say. */
class SoakIT {

  private static final int PICTURES = 200;
  private static final int SEARCHES = 20;

  @Test
  void everySearchFindsItsPictureAndEveryProcessIsWatched(@TempDir Path directory)
      throws Exception {
    // Where 'up --processes' would have it.
    Cluster cluster = TestCluster.of(directory.resolve("cluster"), 1, 1, 4, 2);
    try {
      cluster.start(step -> {});
      cluster.submitJobs();
      cluster.awaitJobs();
      Soak.Extent extent = new Soak.Extent(PICTURES, SEARCHES, Duration.ofSeconds(5), 1);
      SoakReport report = new Soak(cluster, extent, soFar -> {}).run();
      SoakSample end = report.end();
      assertThat(end.found()).isEqualTo(SEARCHES);
      assertThat(end.indexed()).isEqualTo(PICTURES);
      assertThat(end.searchP99()).isPositive();
      assertThat(end.delayP50()).isPositive();
      assertThat(end.delayP99()).isGreaterThanOrEqualTo(end.delayP50());
      List<String> names = cluster.processes().stream().map(ManagedProcess::name).toList();
      assertThat(end.residentBytes().keySet()).containsExactlyElementsOf(names);
      assertThat(end.residentBytes().values()).allSatisfy(bytes -> assertThat(bytes).isPositive());

      assertThat(status(cluster, directory))
          .contains(names)
          .contains(IngestJob.NAME, QueryJob.NAME, Topics.IMAGES, "RUNNING")
          .containsPattern("index +200 pictures")
          .doesNotContain("has ended");
      assertThat(morelli(directory, "down")).isEqualToIgnoringWhitespace("Stopping ...");
      for (ManagedProcess process : cluster.processes()) {
        assertThat(process.isRunning()).as(process.name()).isFalse();
      }
      for (String job : List.of(IngestJob.NAME, QueryJob.NAME)) {
        assertThat(cluster.state(job).newest().orElseThrow().toString()).contains("savepoint");
      }
    } finally {
      cluster.kill();
    }
  }

  private static String status(Cluster cluster, Path data) throws Exception {
    return morelli(
        data,
        "status",
        "--brokers",
        cluster.settings().brokers(),
        "--dashboard",
        cluster.dashboard().toString());
  }

  /** What a command prints that ends well. */
  private static String morelli(Path data, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    Path output = data.resolve(arguments[0] + ".txt");
    List<String> options = List.of("-Dmorelli.flink=" + TestCluster.FLINK);
    try (JavaProcess process =
        JavaProcess.start(output, Map.of(), options, Main.class, all.toArray(String[]::new))) {
      assertThat(process.exitCode()).as(process.output()).isZero();
      return process.output();
    }
  }
}
