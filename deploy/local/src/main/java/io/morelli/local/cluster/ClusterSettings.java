package io.morelli.local.cluster;

import io.morelli.local.broker.Ports;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a cluster on this machine consists of. Kept in its folder, so that later commands find its
 * processes and addresses.
 *
 * @param directory of all state
 * @param kafkaPort where the broker listens
 * @param dashboardPorts where each job manager's REST interface and dashboard listen, at least one
 * @param coordinationPort of ZooKeeper with more than one job manager, else where task managers
 *     reach the one
 * @param taskManagers at least 1
 * @param slots of each task manager, at least 1
 * @param parallelism of the stages of both jobs that can be parallel, at least 1
 * @param index URI of the Milvus index
 * @param milvusServer command that serves it; empty if it is served by others
 * @param jobOptions further options of the jobs, by their keys
 */
public record ClusterSettings(
    Path directory,
    int kafkaPort,
    List<Integer> dashboardPorts,
    int coordinationPort,
    int taskManagers,
    int slots,
    int parallelism,
    URI index,
    Optional<Path> milvusServer,
    Map<String, String> jobOptions) {

  private static final String FILE = "cluster.properties";

  /** Before the key of an option of the jobs. */
  private static final String JOB = "job.";

  public ClusterSettings {
    if (dashboardPorts.isEmpty() || taskManagers < 1 || slots < 1 || parallelism < 1) {
      throw new IllegalArgumentException(
          ("a cluster has at least one job manager, task manager and slot, and a parallelism of at"
                  + " least 1: %d, %d, %d, %d")
              .formatted(dashboardPorts.size(), taskManagers, slots, parallelism));
    }
    if (2 * parallelism > taskManagers * slots) {
      throw new IllegalArgumentException(
          "two jobs of parallelism %d need %d slots, there are %d"
              .formatted(parallelism, 2 * parallelism, taskManagers * slots));
    }
    dashboardPorts = List.copyOf(dashboardPorts);
    jobOptions = Map.copyOf(jobOptions);
    directory = directory.toAbsolutePath().normalize();
  }

  public String brokers() {
    return Ports.HOST + ":" + kafkaPort;
  }

  /** One for each job manager, in their order; each answers for all. */
  public List<URI> dashboards() {
    return dashboardPorts.stream()
        .map(port -> URI.create("http://%s:%d".formatted(Ports.HOST, port)))
        .toList();
  }

  /** Whether a standby job manager takes over from one that is lost. */
  public boolean isHighlyAvailable() {
    return dashboardPorts.size() > 1;
  }

  /**
   * The cluster that was started with this folder and not stopped.
   *
   * @return empty if none was
   */
  public static Optional<ClusterSettings> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return Optional.of(
        new ClusterSettings(
            directory,
            number(properties, "kafka.port"),
            Stream.of(properties.getProperty("dashboard.ports").split(","))
                .map(Integer::valueOf)
                .toList(),
            number(properties, "coordination.port"),
            number(properties, "task-managers"),
            number(properties, "slots"),
            number(properties, "parallelism"),
            URI.create(properties.getProperty("index")),
            Optional.ofNullable(properties.getProperty("milvus.server")).map(Path::of),
            properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(JOB))
                .collect(
                    Collectors.toMap(
                        name -> name.substring(JOB.length()), properties::getProperty))));
  }

  void write() throws IOException {
    Properties properties = new Properties();
    properties.setProperty("kafka.port", Integer.toString(kafkaPort));
    properties.setProperty(
        "dashboard.ports",
        dashboardPorts.stream().map(String::valueOf).collect(Collectors.joining(",")));
    properties.setProperty("coordination.port", Integer.toString(coordinationPort));
    properties.setProperty("task-managers", Integer.toString(taskManagers));
    properties.setProperty("slots", Integer.toString(slots));
    properties.setProperty("parallelism", Integer.toString(parallelism));
    properties.setProperty("index", index.toString());
    milvusServer.ifPresent(path -> properties.setProperty("milvus.server", path.toString()));
    jobOptions.forEach((key, value) -> properties.setProperty(JOB + key, value));
    Files.createDirectories(directory);
    try (Writer writer = Files.newBufferedWriter(directory.resolve(FILE))) {
      properties.store(writer, "Morelli as processes; see 'morelli up --help'");
    }
  }

  /** From then on, no cluster is known to run there. Its state stays. */
  void delete() throws IOException {
    Files.deleteIfExists(directory.resolve(FILE));
  }

  private static int number(Properties properties, String name) {
    return Integer.parseInt(properties.getProperty(name));
  }
}
