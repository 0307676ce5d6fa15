package io.morelli.local.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ManagedProcess;
import io.morelli.local.torture.Soak;
import io.morelli.local.torture.SoakReport;
import io.morelli.local.torture.SoakSample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code morelli soak}. */
class SoakIT {

  private static final int PICTURES = 200;
  private static final int SEARCHES = 20;

  @Test
  void everySearchFindsItsPictureAndEveryProcessIsWatched(@TempDir Path directory)
      throws Exception {
    Cluster cluster = TestCluster.of(directory, 1, 1, 4, 2);
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
      assertThat(end.delayP99()).isPositive();
      List<String> names = cluster.processes().stream().map(ManagedProcess::name).toList();
      assertThat(end.residentBytes().keySet()).containsExactlyElementsOf(names);
      assertThat(end.residentBytes().values()).allSatisfy(bytes -> assertThat(bytes).isPositive());
    } finally {
      cluster.kill();
    }
  }
}
