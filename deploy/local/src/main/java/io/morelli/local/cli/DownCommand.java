package io.morelli.local.cli;

import io.morelli.local.cluster.Cluster;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "down",
    description =
        "Stops what 'up --processes' started: the jobs with a savepoint each, then the processes."
            + " The next start goes on from there.")
final class DownCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:morelli.data:-morelli-data}",
      description = "The data folder of 'up'.")
  private Path data;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path directory = data.resolve(UpCommand.CLUSTER_FOLDER);
    Optional<Cluster> cluster = ClusterOptions.known(directory);
    if (cluster.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing was started with 'up --processes' in " + data.toAbsolutePath().normalize());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Stopping ...");
    out.flush();
    cluster.get().stop(out::println);
    return ExitCode.OK;
  }
}
