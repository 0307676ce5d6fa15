package io.morelli.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkProcessesTest {

  @Test
  void aFolderMayHaveAnyName(@TempDir Path temporary) throws Exception {
    FlinkHome home = new FlinkHome(temporary);
    Files.createDirectory(temporary.resolve("conf"));
    Files.writeString(home.configuration(), "parallelism.default: 1\n");
    Path directory = temporary.resolve("Anna's own: #1 \"data\"");
    ClusterSettings settings =
        new ClusterSettings(
            directory,
            9092,
            List.of(8081),
            6123,
            1,
            2,
            1,
            URI.create("milvus://localhost:19530"),
            Optional.empty(),
            Map.of());
    FlinkProcesses flink = new FlinkProcesses(settings, home);
    flink.configure();
    assertThat(flink.configuration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
        .isEqualTo(FlinkProcesses.flinkPath(flink.checkpoints()));
  }
}
