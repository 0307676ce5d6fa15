package io.morelli.local.cli;

import io.morelli.local.cluster.Cluster;
import io.morelli.local.torture.Torture;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "torture",
    description =
        "Starts the system as processes, in a fresh folder and on free ports, and kills and stops"
            + " parts of it while pictures are published and asked for. Exit code 0 if the index holds"
            + " exactly what was published, and every request was answered.")
final class TortureCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:morelli.data:-morelli-data}",
      description = "Its folder lies in this one, and stays for a look at the logs.")
  private Path data;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Pictures to publish. Default: ${DEFAULT-VALUE}.")
  private int pictures;

  @Option(
      names = "--searches",
      paramLabel = "N",
      defaultValue = "500",
      description = "Requests to ask. Default: ${DEFAULT-VALUE}.")
  private int searches;

  @Option(
      names = "--faults",
      paramLabel = "N",
      defaultValue = "20",
      description = "Faults to inject, one after the other. Default: ${DEFAULT-VALUE}.")
  private int faults;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of what is published and of what goes wrong. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @ArgGroup(exclusive = false, heading = "%nThe processes:%n")
  private ClusterOptions clusterOptions = new ClusterOptions();

  @Override
  public Integer call() throws Exception {
    StopSignal stop = new StopSignal();
    try {
      return torture(clusterOptions.fresh(data.resolve("torture"), 2));
    } finally {
      stop.close();
    }
  }

  private int torture(Cluster cluster) throws Exception {
    try {
      cluster.start(step -> System.out.printf("Starting %s ...%n", step));
      cluster.submitJobs();
      cluster.awaitJobs();
      boolean sound =
          new Torture(cluster, System.out)
              .run(new Torture.Extent(pictures, searches, faults, seed));
      return sound ? ExitCode.OK : ExitCode.INCOMPLETE;
    } finally {
      // Also at Ctrl-C, which has interrupted this thread for once.
      cluster.kill();
    }
  }
}
