package io.morelli.local.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.local.cluster.Cluster;
import io.morelli.local.torture.Torture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code morelli torture}; {@code -Dmorelli.torture.pictures=N}, {@code
 * searches}, {@code faults} and {@code seed} make it longer or another.
 */
class TortureIT {

  @Test
  void nothingIsLostWhateverIsKilled(@TempDir Path directory) throws Exception {
    // The default seed kills Milvus, a task manager and the leading job manager, and stops the
    // broker for a while.
    Torture.Extent extent =
        new Torture.Extent(
            Integer.getInteger("morelli.torture.pictures", 1_000),
            Integer.getInteger("morelli.torture.searches", 40),
            Integer.getInteger("morelli.torture.faults", 4),
            Long.getLong("morelli.torture.seed", 1));
    Cluster cluster = TestCluster.of(directory, 2, 2, 4, 2);
    try {
      cluster.start(step -> {});
      cluster.submitJobs();
      cluster.awaitJobs();
      assertThat(new Torture(cluster, System.out).run(extent)).as("sound, see above").isTrue();
    } finally {
      cluster.kill();
    }
  }
}
