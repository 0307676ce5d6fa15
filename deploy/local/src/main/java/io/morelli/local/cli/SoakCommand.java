package io.morelli.local.cli;

import io.morelli.local.cluster.Cluster;
import io.morelli.local.torture.Soak;
import io.morelli.local.torture.SoakReport;
import io.morelli.local.torture.SoakSample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "soak",
    description =
        "Starts the system as processes, in a fresh folder and on free ports, and lets it work for"
            + " long: publishes pictures as fast as they are taken and asks for copies of them, and"
            + " notes speed and the memory of each process. Writes soak.csv and plots with every"
            + " sample. Exit code 0 if every search found its picture.")
final class SoakCommand implements Callable<Integer> {

  @Mixin private TrialCluster trial;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Pictures to publish. Default: ${DEFAULT-VALUE}.")
  private int pictures;

  @Option(
      names = "--searches",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Requests to ask. Default: ${DEFAULT-VALUE}.")
  private int searches;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Between two samples. Default: ${DEFAULT-VALUE}.")
  private int interval;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of what is asked for. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    return trial.run("soak", 1, this::soak);
  }

  private int soak(Cluster cluster, Path folder) throws Exception {
    Soak.Extent extent = new Soak.Extent(pictures, searches, Duration.ofSeconds(interval), seed);
    SoakReport report = new Soak(cluster, extent, soFar -> keep(soFar, folder)).run();
    System.out.printf("%n%s%nreport  %s%n", report.summary(), folder.resolve("soak.csv"));
    return report.end().found() == searches ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private static void keep(SoakReport report, Path folder) throws IOException {
    report.write(folder);
    SoakSample sample = report.end();
    System.out.printf(
        Locale.ROOT,
        "%6.1f min  %,9d in the index, %5.1f pictures/s, %,7d of %,7d searches found, %,7d MB%n",
        sample.minutes(),
        sample.indexed(),
        report.currentRate(),
        sample.found(),
        sample.answered(),
        sample.totalBytes() / 1_000_000);
  }
}
