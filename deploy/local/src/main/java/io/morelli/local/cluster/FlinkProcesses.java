package io.morelli.local.cluster;

import io.morelli.local.broker.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer;

/**
 * How the processes of a Flink session cluster, and the ZooKeeper of its high availability, are
 * started on one machine: what Flink's own shell scripts do, from plain jars.
 */
final class FlinkProcesses {

  private static final String PROMETHEUS_PORTS = "9250-9299";

  private final ClusterSettings settings;
  private final FlinkHome home;
  private final Path directory;
  private final Path configurationFolder;

  FlinkProcesses(ClusterSettings settings, FlinkHome home) {
    this.settings = settings;
    this.home = home;
    this.directory = settings.directory().resolve("flink");
    this.configurationFolder = directory.resolve("conf");
  }

  Path checkpoints() {
    return directory.resolve("checkpoints");
  }

  Path savepoints() {
    return directory.resolve("savepoints");
  }

  /** As the processes read it. */
  Configuration configuration() {
    return GlobalConfiguration.loadConfiguration(folder());
  }

  /** Writes Flink's configuration: that of the home, and what is particular to this machine. */
  void configure() throws IOException {
    Files.createDirectories(configurationFolder);
    Files.createDirectories(checkpoints());
    Files.createDirectories(savepoints());
    StringBuilder yaml = new StringBuilder(Files.readString(home.configuration()));
    yaml.append("\n# This machine.\n");
    // A folder's name may contain a quote.
    particular()
        .forEach(
            (key, value) -> yaml.append("%s: '%s'%n".formatted(key, value.replace("'", "''"))));
    Files.writeString(configurationFolder.resolve("config.yaml"), yaml);
  }

  private Map<String, String> particular() {
    Map<String, String> all = new TreeMap<>();
    all.put(TaskManagerOptions.BIND_HOST.key(), Ports.HOST);
    all.put(TaskManagerOptions.HOST.key(), Ports.HOST);
    all.put(TaskManagerOptions.NUM_TASK_SLOTS.key(), Integer.toString(settings.slots()));
    all.put(JobManagerOptions.BIND_HOST.key(), Ports.HOST);
    all.put(JobManagerOptions.ADDRESS.key(), Ports.HOST);
    all.put(RestOptions.ADDRESS.key(), Ports.HOST);
    all.put(RestOptions.BIND_ADDRESS.key(), Ports.HOST);
    all.put(CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(), flinkPath(checkpoints()));
    all.put(CheckpointingOptions.SAVEPOINT_DIRECTORY.key(), flinkPath(savepoints()));
    all.put("metrics.reporter.prometheus.port", PROMETHEUS_PORTS);
    if (settings.isHighlyAvailable()) {
      all.put(HighAvailabilityOptions.HA_MODE.key(), "zookeeper");
      all.put(
          HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM.key(),
          Ports.HOST + ":" + settings.coordinationPort());
      all.put(HighAvailabilityOptions.HA_STORAGE_PATH.key(), flinkPath(directory.resolve("ha")));
      all.put(HighAvailabilityOptions.HA_CLUSTER_ID.key(), "/morelli");
      all.put(SecurityOptions.ZOOKEEPER_SASL_DISABLE.key(), "true");
    } else {
      all.put(JobManagerOptions.PORT.key(), Integer.toString(settings.coordinationPort()));
    }
    return all;
  }

  /** Flink would take the %20 of a URI for the name itself. */
  static String flinkPath(Path path) {
    return org.apache.flink.core.fs.Path.fromLocalFile(path.toFile()).toString();
  }

  ProcessBuilder zooKeeper() throws IOException {
    Path folder = settings.directory().resolve("zookeeper");
    Files.createDirectories(folder);
    Path file = folder.resolve("zoo.cfg");
    Files.writeString(
        file,
        """
        dataDir=%s
        clientPort=%d
        clientPortAddress=%s
        admin.enableServer=false
        """
            .formatted(folder, settings.coordinationPort(), Ports.HOST));
    return java(
        "zookeeper",
        List.of("-Xmx128m"),
        FlinkZooKeeperQuorumPeer.class,
        List.of("--zkConfigFile", file.toString(), "--peerId", "1"));
  }

  /**
   * @param number from 0
   */
  ProcessBuilder jobManager(int number) throws IOException {
    Configuration configuration = configuration();
    JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(configuration);
    List<String> arguments = new ArrayList<>(List.of("--configDir", folder()));
    arguments.addAll(
        words(JobManagerProcessUtils.generateDynamicConfigsStr(memory).replace("'", "")));
    String port = Integer.toString(settings.dashboardPorts().get(number));
    arguments.addAll(dynamic(RestOptions.PORT, port));
    arguments.addAll(dynamic(RestOptions.BIND_PORT, port));
    return java(
        jobManagerName(number),
        words(JobManagerProcessUtils.generateJvmParametersStr(memory, configuration)),
        StandaloneSessionClusterEntrypoint.class,
        arguments);
  }

  /**
   * @param number from 0
   */
  ProcessBuilder taskManager(int number) throws IOException {
    Configuration configuration = configuration();
    TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
    List<String> arguments = new ArrayList<>(List.of("--configDir", folder()));
    arguments.addAll(
        words(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory).replace("'", "")));
    ProcessBuilder builder =
        java(
            taskManagerName(number),
            words(ProcessMemoryUtils.generateJvmParametersStr(memory)),
            TaskManagerRunner.class,
            arguments);
    // PyTorch's threads must not spin while others want the cores; a damaged picture is no news.
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    builder.environment().put("OPENCV_LOG_LEVEL", "SILENT");
    // glibc would keep what jobs that come and go have freed; Flink's images have jemalloc for
    // that.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", Integer.toString(1 << 20));
    return builder;
  }

  static String jobManagerName(int number) {
    return "jobmanager-" + (number + 1);
  }

  static String taskManagerName(int number) {
    return "taskmanager-" + (number + 1);
  }

  private ProcessBuilder java(
      String name, List<String> memory, Class<?> main, List<String> arguments) throws IOException {
    // A folder of its own: OpenCV deletes what others have unpacked beside its library.
    Path temporary = settings.directory().resolve("tmp").resolve(name);
    Files.createDirectories(temporary);
    List<String> command = new ArrayList<>();
    command.add(Jvm.command());
    command.addAll(memory);
    command.addAll(words(configuration().get(CoreOptions.FLINK_JVM_OPTIONS)));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dlog.file=" + settings.directory().resolve("logs").resolve(name + ".log"));
    command.add("-Dlog4j.configurationFile=" + home.logging().toUri());
    command.addAll(List.of("-cp", home.classPath(), main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FLINK_CONF_DIR", folder());
    builder.environment().put("FLINK_PLUGINS_DIR", home.plugins().toString());
    return builder;
  }

  private String folder() {
    return configurationFolder.toString();
  }

  private static List<String> dynamic(ConfigOption<?> option, String value) {
    return List.of("-D", option.key() + "=" + value);
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
