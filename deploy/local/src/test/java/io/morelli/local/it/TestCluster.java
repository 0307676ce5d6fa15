package io.morelli.local.it;

import io.morelli.index.MilvusCommand;
import io.morelli.local.broker.Ports;
import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ClusterSettings;
import io.morelli.local.cluster.FlinkHome;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/**
 * A cluster of processes for a test, on free ports. Its Milvus is the {@code milvus-server} of the
 * system property {@code morelli.milvus.server} or the path.
 */
final class TestCluster {

  /** What {@code deploy/flink} has built. */
  static final Path FLINK = Path.of("..", "flink", "target", "flink");

  private TestCluster() {}

  /** Describes it, or skips the test where there is no Milvus; starts nothing. */
  static Cluster of(Path directory, int jobManagers, int taskManagers, int slots, int parallelism)
      throws Exception {
    return of(FlinkHome.at(FLINK), directory, jobManagers, taskManagers, slots, parallelism);
  }

  /** The same with another Flink. */
  static Cluster of(
      FlinkHome home, Path directory, int jobManagers, int taskManagers, int slots, int parallelism)
      throws Exception {
    Optional<Path> server =
        Optional.ofNullable(System.getProperty("morelli.milvus.server"))
            .map(Path::of)
            .or(MilvusCommand::onPath);
    Assumptions.assumeTrue(
        server.isPresent(),
        "no Milvus: "
            + MilvusCommand.INSTALLATION
            + ", and set -Dmorelli.milvus.server=<its milvus-server>");
    List<Integer> dashboards =
        IntStream.range(0, jobManagers).mapToObj(i -> freePort("Flink's dashboard")).toList();
    ClusterSettings settings =
        new ClusterSettings(
            directory,
            freePort("Kafka"),
            dashboards,
            freePort("Flink's coordination"),
            taskManagers,
            slots,
            parallelism,
            URI.create("milvus://%s:%d".formatted(Ports.HOST, freePort("Milvus"))),
            server,
            Map.of());
    return new Cluster(settings, home);
  }

  private static int freePort(String user) {
    try {
      return Ports.free(0, user);
    } catch (BindException e) {
      throw new UncheckedIOException(e);
    }
  }
}
