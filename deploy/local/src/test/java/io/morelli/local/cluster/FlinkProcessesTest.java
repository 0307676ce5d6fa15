package io.morelli.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
    FlinkProcesses flink = new FlinkProcesses(SampleClusterSettings.of(directory, 8081), home);
    flink.configure();
    assertThat(flink.configuration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
        .isEqualTo(FlinkProcesses.flinkPath(flink.checkpoints()));
  }
}
