package io.morelli.local.cli;

import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ManagedProcess;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description =
        "Starts the whole system on this machine, in one process, and stays until Ctrl-C; or, with"
            + " --processes, as it runs on many machines, in processes that go on until 'down'. State"
            + " is kept in the data folder: the next start goes on where this one ended.")
final class UpCommand implements Callable<Integer> {

  /** Below the data folder. The index of the system in one process is another one. */
  static final String CLUSTER_FOLDER = "cluster";

  @Mixin private StackOptions stackOptions;

  @Option(
      names = "--processes",
      description =
          "Start Kafka, Milvus, and Flink's job manager and task managers as processes, submit both"
              + " jobs as any user of the cluster would, and return. What runs already is left alone.")
  private boolean processes;

  @ArgGroup(exclusive = false, heading = "%nWith --processes:%n")
  private ClusterOptions clusterOptions = new ClusterOptions();

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "" + KafkaOptions.DEFAULT_PORT,
      description = "Kafka listens at; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort;

  @Option(
      names = "--dashboard-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Flink's dashboard listens at; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int dashboardPort;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return processes ? startProcesses() : runHere();
  }

  private int startProcesses() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Cluster cluster =
        clusterOptions.cluster(stackOptions.folder(CLUSTER_FOLDER), kafkaPort, dashboardPort, 1);
    cluster.start(step -> print(out, "Starting %s ...%n".formatted(step)));
    print(out, "Submitting the jobs ...%n".formatted());
    cluster.submitJobs();
    cluster.awaitJobs();
    for (ManagedProcess process : cluster.processes()) {
      out.printf("%-16s process %d%n", process.name(), process.pid().orElseThrow());
    }
    out.printf(
        """

        Kafka       %1$s
        Dashboard   %2$s
        Index       %3$s
        State       %4$s

        Publish     morelli publish --brokers %1$s DIR   or
                    kcat -P -b %1$s -X partitioner=murmur2_random -t images -k ID FILE
        Ask         morelli search --brokers %1$s FILE
        Look        morelli status --brokers %1$s --dashboard %2$s
        Stop        morelli down
        """,
        cluster.settings().brokers(),
        cluster.dashboard(),
        cluster.settings().index(),
        cluster.settings().directory());
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, String text) {
    out.print(text);
    out.flush();
  }

  private int runHere() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Starting Kafka and Flink ...");
    out.flush();
    return stackOptions.run(
        "",
        kafkaPort,
        dashboardPort,
        (stack, stop) -> {
          out.printf(
              """
              Kafka       %1$s
              Dashboard   %2$s
              State       %3$s

              Publish     morelli publish DIR   or
                          kcat -P -b %1$s -X partitioner=murmur2_random -t images -k ID FILE
              Ask         morelli search FILE
              Stop        Ctrl-C
              """,
              stack.kafka().brokers(),
              stack.dashboard(),
              stackOptions.folder("").toAbsolutePath().normalize());
          out.flush();
          stop.await();
          out.println("Stopping ...");
          out.flush();
          return ExitCode.OK;
        });
  }
}
