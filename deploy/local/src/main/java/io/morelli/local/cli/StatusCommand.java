package io.morelli.local.cli;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.TopicState;
import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ManagedProcess;
import io.morelli.local.stack.MorelliJobs;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    description =
        "Shows topics, lag, jobs and the number of indexed pictures. Exit code 0 if all topics are"
            + " there and all jobs and processes are running, 1 if not.")
final class StatusCommand implements Callable<Integer> {

  /** The gauge of the ingest job that says how many pictures are indexed. */
  static final String INDEX_SIZE_METRIC = "index.images";

  @Mixin private KafkaOptions kafkaOptions;

  @Option(
      names = "--dashboard",
      paramLabel = "URL",
      defaultValue = "http://localhost:8081",
      description = "Flink's dashboard. Default: ${DEFAULT-VALUE}.")
  private URI dashboard;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:morelli.data:-morelli-data}",
      description = "Also shows the processes that 'up --processes' started with this data folder.")
  private Path data;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    boolean healthy = processes();
    KafkaConnection kafka = kafkaOptions.connect();
    try (Admin admin = kafka.admin()) {
      healthy &= topic(admin, Topics.IMAGES, MorelliJobs.INGEST_GROUP);
      healthy &= topic(admin, Topics.DEAD_LETTERS, null);
      healthy &= topic(admin, Topics.REQUESTS, MorelliJobs.QUERY_GROUP);
      healthy &= topic(admin, Topics.RESPONSES, null);
    }
    out().println();
    healthy &= jobs();
    return healthy ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  /** True if there are none. */
  private boolean processes() throws IOException {
    Optional<Cluster> cluster = ClusterOptions.known(data.resolve(UpCommand.CLUSTER_FOLDER));
    boolean running = true;
    if (cluster.isPresent()) {
      for (ManagedProcess process : cluster.get().processes()) {
        Optional<Long> pid = process.pid();
        out()
            .printf(
                "%-20s %12s   %,d MB%n",
                process.name(),
                pid.map(Object::toString).orElse("has ended"),
                process.residentBytes() / 1_000_000);
        running &= pid.isPresent();
      }
      out().println();
    }
    return running;
  }

  /**
   * @param group that reads the topic; null if no job does
   */
  private boolean topic(Admin admin, String name, String group)
      throws ExecutionException, InterruptedException {
    try {
      TopicState topic = TopicState.of(admin, name);
      out().printf("%-20s %,12d records", name, topic.records());
      if (group != null) {
        OptionalLong lag = topic.lag(admin, group);
        out()
            .printf(
                "   %s",
                lag.isPresent()
                    ? "%s has %,d to do".formatted(group, lag.getAsLong())
                    : group + " has committed nothing");
      }
      out().println();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        out().printf("%-20s does not exist%n", name);
        return false;
      }
      throw e;
    }
  }

  private boolean jobs() throws IOException, InterruptedException {
    FlinkDashboard flink = new FlinkDashboard(dashboard);
    List<FlinkDashboard.Job> jobs = flink.jobs();
    boolean running = !jobs.isEmpty();
    for (FlinkDashboard.Job job : jobs) {
      out()
          .printf(
              "%-20s %12s   %d of %d tasks running%n",
              job.name(), job.state(), job.runningTasks(), job.tasks());
      running &= job.state().equals("RUNNING");
    }
    if (jobs.isEmpty()) {
      out().println("no jobs");
    }
    for (FlinkDashboard.Job job : jobs) {
      flink
          .max(job, INDEX_SIZE_METRIC)
          .ifPresent(size -> out().printf("%-20s %,12d pictures%n", "index", size));
    }
    return running;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
