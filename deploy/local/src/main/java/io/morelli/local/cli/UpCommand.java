package io.morelli.local.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description =
        "Starts the whole system on this machine, in one process, and stays until Ctrl-C. State is"
            + " kept in the data folder: the next start goes on where this one ended.")
final class UpCommand implements Callable<Integer> {

  @Mixin private StackOptions stackOptions;

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

              Publish     morelli publish DIR   or   kcat -P -b %1$s -t images -k ID FILE
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
