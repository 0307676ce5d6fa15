package io.morelli.local.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Of clusters that are described, not started. */
final class SampleClusterSettings {

  private SampleClusterSettings() {}

  /** With one job manager and one task manager, and a Milvus of others. */
  static ClusterSettings of(Path directory, int dashboardPort) {
    return new ClusterSettings(
        directory,
        9092,
        List.of(dashboardPort),
        6123,
        1,
        2,
        1,
        URI.create("milvus://localhost:19530"),
        Optional.empty(),
        Map.of());
  }
}
