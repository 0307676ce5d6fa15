package io.morelli.local.cli;

import io.morelli.index.ImageIndex;
import io.morelli.local.client.PictureFile;
import io.morelli.local.demo.Bench;
import io.morelli.local.demo.PaintedPictures;
import io.morelli.local.stack.MorelliJobs;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    description =
        "Measures the whole system on this machine, in a fresh data folder: pictures ingested a"
            + " second, query times at one and at eight in flight, and where the time goes.")
final class BenchCommand implements Callable<Integer> {

  @Mixin private StackOptions stackOptions;

  @Parameters(
      arity = "0..*",
      paramLabel = "PICTURES",
      description = "Files and folders to publish. Default: pictures that Morelli paints itself.")
  private List<Path> pictures = List.of();

  @Option(
      names = "--pictures",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many are painted. Default: ${DEFAULT-VALUE}.")
  private int painted;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many are asked, in each of the two runs. Default: ${DEFAULT-VALUE}.")
  private int queries;

  @Override
  public Integer call() throws Exception {
    if (painted < 1 || queries < 1) {
      throw new IllegalArgumentException(
          "--pictures and --queries must be at least 1: %d, %d".formatted(painted, queries));
    }
    Path folder = stackOptions.folder("bench");
    FileUtils.deleteDirectory(folder.resolve("kafka").toFile());
    FileUtils.deleteDirectory(folder.resolve("flink").toFile());
    FileUtils.deleteDirectory(folder.resolve("index").toFile());
    if (pictures.isEmpty()) {
      pictures = PaintedPictures.write(folder.resolve("pictures"), painted);
    }
    return stackOptions.run(
        "bench",
        0,
        0,
        (stack, stop) -> {
          try (ImageIndex index = MorelliJobs.openIndex(folder)) {
            new Bench(stack, index, System.out).run(PictureFile.of(pictures), queries);
          }
          return ExitCode.OK;
        });
  }
}
