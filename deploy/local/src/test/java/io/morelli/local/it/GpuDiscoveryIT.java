package io.morelli.local.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.morelli.ingest.IngestJob;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ClusterJob;
import io.morelli.local.cluster.FlinkHome;
import io.morelli.local.cluster.FlinkRest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Flink with its plug-in for GPUs and a discovery script that pretends to have two. The
 * plug-in is in Flink's distribution; the system property {@code morelli.flink.gpu-plugin} names
 * its folder.
 */
class GpuDiscoveryIT {

  private static final String PLUGIN = "external-resource-gpu";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    String plugin = System.getProperty("morelli.flink.gpu-plugin");
    Assumptions.assumeTrue(
        plugin != null,
        "no plug-in: set -Dmorelli.flink.gpu-plugin=<plugins/" + PLUGIN + " of a Flink 2.2>");
    cluster = TestCluster.of(flink(Path.of(plugin)), directory.resolve("cluster"), 1, 1, 4, 1);
    cluster.start(step -> {});
  }

  @AfterEach
  void stop() throws Exception {
    if (cluster != null) {
      cluster.kill();
    }
  }

  /** Morelli's, with the plug-in and the settings of docs/gpu.md. */
  private FlinkHome flink(Path plugin) throws IOException {
    Path home = Files.createDirectories(directory.resolve("flink"));
    Path built = TestCluster.FLINK.toRealPath();
    for (String unchanged : List.of("lib", "jobs")) {
      Files.createSymbolicLink(home.resolve(unchanged), built.resolve(unchanged));
    }
    for (String changed : List.of("conf", "plugins")) {
      copy(built.resolve(changed), home.resolve(changed));
    }
    copy(plugin, home.resolve("plugins").resolve(PLUGIN));
    Path script = directory.resolve("two-gpus.sh");
    Files.writeString(script, "#!/bin/sh\necho 3,5\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path configuration = home.resolve("conf").resolve("config.yaml");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            + """

            external-resources: gpu
            external-resource.gpu.amount: 2
            external-resource.gpu.driver-factory.class: org.apache.flink.externalresource.gpu.GPUDriverFactory
            external-resource.gpu.param.discovery-script.path: %s
            """
                .formatted(script));
    return FlinkHome.at(home);
  }

  private static void copy(Path from, Path to) throws IOException {
    FileUtils.copy(
        org.apache.flink.core.fs.Path.fromLocalFile(from.toFile()),
        org.apache.flink.core.fs.Path.fromLocalFile(to.toFile()),
        false);
  }

  @Test
  void theModelTakesAnAllottedGpuOrTheCpuIfItMay() throws Exception {
    cluster.submit(ingestOn("auto"));
    awaitLog("embeds on cpu");
    assertThat(log()).contains("GPUs of the task manager: [3, 5]");
    FlinkDashboard flink = new FlinkDashboard(cluster.activeDashboard());
    for (FlinkDashboard.Job job : flink.jobs()) {
      new FlinkRest(cluster.activeDashboard()).cancel(job.id());
    }
    await()
        .atMost(PATIENCE)
        .until(() -> flink.jobs().stream().allMatch(job -> job.state().equals("CANCELED")));

    cluster.submit(ingestOn("gpu"));
    // Either subtask may be the first to say so.
    awaitLog("': PyTorch finds 0 GPUs");
    assertThat(log()).containsPattern("device 'gpu:[35]': PyTorch finds 0 GPUs");
    await()
        .atMost(PATIENCE)
        .until(() -> flink.jobs().stream().anyMatch(job -> job.state().equals("FAILED")));
  }

  private ClusterJob ingestOn(String device) {
    ClusterJob job = ClusterJob.ingest(cluster.settings(), cluster.flinkHome());
    List<String> arguments = new ArrayList<>(job.arguments());
    arguments.addAll(List.of("--embedding.device", device));
    return new ClusterJob(IngestJob.NAME, job.jar(), arguments, job.parallelism());
  }

  private void awaitLog(String text) {
    await().atMost(PATIENCE).until(() -> log().contains(text));
  }

  private String log() throws IOException {
    String name = cluster.taskManagers().get(0).name();
    return Files.readString(cluster.settings().directory().resolve("logs").resolve(name + ".log"));
  }
}
