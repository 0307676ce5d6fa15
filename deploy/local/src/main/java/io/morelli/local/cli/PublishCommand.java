package io.morelli.local.cli;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.ImagePublisher;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PictureFile;
import io.morelli.local.client.TaskBar;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "publish",
    description =
        "Publishes pictures, so that they can be found. The image id of DIR/old/mona-lisa.jpg is"
            + " old/mona-lisa; that of a named file is its name without the extension. What the topic"
            + " holds already is left out, so a run that was cut off can simply be repeated.")
final class PublishCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafkaOptions;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description =
          "Pictures, and folders of pictures at any depth: their files with the extension of a picture,"
              + " without hidden ones. The id is the path in the folder without the extension; if two"
              + " are the same, nothing is published.")
  private List<Path> paths;

  @Option(
      names = "--meta",
      paramLabel = "NAME=VALUE",
      description = "Metadata of every picture; may be repeated.")
  private Map<String, String> metadata = Map.of();

  @Option(
      names = "--everything",
      description =
          "Publish without reading the topic first, which takes long where it holds millions.")
  private boolean everything;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<PictureFile> pictures = PictureFile.of(paths);
    KafkaConnection kafka = kafkaOptions.connect();
    long start = System.nanoTime();
    ImagePublisher.Report report;
    try (ImagePublisher publisher = new ImagePublisher(kafka, Topics.IMAGES);
        ProgressBar bar = TaskBar.of("publishing", pictures.size())) {
      report = publisher.publish(pictures, metadata, everything, (picture, bytes) -> bar.step());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    report.failures().forEach(spec.commandLine().getErr()::println);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d published, %,d unchanged, %,d failed; %.1f MB in %.1f s, %.0f pictures/s%n",
            report.published(),
            report.unchanged(),
            report.failures().size(),
            report.bytes() / 1e6,
            seconds,
            report.published() / seconds);
    return report.failures().isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
  }
}
