package io.morelli.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.local.broker.Ports;
import io.morelli.local.cluster.ClusterSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ClusterOptionsTest {

  private static final String FLINK = "morelli.flink";

  @TempDir Path temporary;

  private Path directory;
  private Path milvusServer;

  @BeforeEach
  void lay() throws Exception {
    directory = Files.createDirectory(temporary.resolve("cluster"));
    milvusServer = Files.createFile(temporary.resolve("milvus-server"));
    assertThat(milvusServer.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(temporary.resolve("flink").resolve("lib"));
    System.setProperty(FLINK, temporary.resolve("flink").toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty(FLINK);
  }

  @Test
  void thePortsOfARunThatWasCutOffAreUsedAgainIfTheyAreFree() throws Exception {
    int kafka = Ports.free(0, "Kafka");
    int milvus;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
      milvus = other.getLocalPort();
      lastRun(kafka, milvus);
      assertThat(settings().kafkaPort()).isEqualTo(kafka);
      assertThat(settings().index().getPort()).isNotEqualTo(milvus);
    }
    assertThat(settings().index().getPort()).isEqualTo(milvus);
  }

  private ClusterSettings settings() throws Exception {
    ClusterOptions options =
        CommandLine.populateCommand(
            new ClusterOptions(), "--milvus-server", milvusServer.toString());
    return options.cluster(directory, 0, 0, 2).settings();
  }

  private void lastRun(int kafka, int milvus) throws Exception {
    Files.writeString(
        directory.resolve("cluster.properties"),
        """
        kafka.port=%d
        dashboard.ports=8081,8082
        coordination.port=2181
        task-managers=2
        slots=4
        parallelism=2
        index=milvus://localhost:%d
        milvus.server=%s
        """
            .formatted(kafka, milvus, milvusServer));
  }
}
