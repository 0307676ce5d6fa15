package io.morelli.local.cli;

import io.morelli.local.torture.Torture;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "torture",
    description =
        "Starts the system as processes, in a fresh folder and on free ports, and kills and stops"
            + " parts of it while pictures are published and asked for. Exit code 0 if the index holds"
            + " exactly what was published, and every request was answered. Needs a Milvus of its own"
            + " and two job managers or more.")
final class TortureCommand implements Callable<Integer> {

  @Mixin private TrialCluster trial;

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

  @Override
  public Integer call() throws Exception {
    return trial.run(
        "torture",
        2,
        (cluster, folder) -> {
          Torture.Extent extent = new Torture.Extent(pictures, searches, faults, seed);
          boolean sound = new Torture(cluster, System.out).run(extent);
          return sound ? ExitCode.OK : ExitCode.INCOMPLETE;
        });
  }
}
