package io.morelli.local.cli;

import io.morelli.embedding.ModelInfo;
import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.index.LuceneImageIndex;
import io.morelli.index.ReadOnlyLuceneIndex;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.TaskBar;
import io.morelli.local.duplicates.DuplicateFinder;
import io.morelli.local.duplicates.DuplicateGroup;
import io.morelli.local.duplicates.DuplicateReport;
import io.morelli.local.duplicates.DuplicatesPage;
import io.morelli.local.duplicates.IdPair;
import io.morelli.local.duplicates.NotDuplicates;
import io.morelli.local.duplicates.Thumbnails;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "duplicates",
    description =
        "Finds pictures that the index holds more than once, and writes a page and a JSON file of"
            + " the groups. Changes nothing, and a system may be using the index. Exit code 0 if there"
            + " are any, 1 if not.")
final class DuplicatesCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafkaOptions;

  @Mixin private IndexLocation location;

  @Mixin private ModelOption model;

  @Option(
      names = "--min-points",
      paramLabel = "N",
      defaultValue = "25",
      description =
          "Matching points that duplicates have at least, in both directions. Default:"
              + " ${DEFAULT-VALUE}.")
  private int minPoints;

  @Option(
      names = "--neighbours",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many pictures each one is compared with. Default: ${DEFAULT-VALUE}.")
  private int neighbours;

  @Option(
      names = "--except",
      paramLabel = "FILE",
      description =
          "Pairs that are no duplicates: two ids a line, a tab between. They never share a group.")
  private Path except;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "Folder with the published pictures. Default: they are read from the topic.")
  private Path pictures;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      defaultValue = "duplicates.html",
      description = "Where the page is written. Default: ${DEFAULT-VALUE}.")
  private Path page;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      defaultValue = "duplicates.json",
      description = "Where the JSON is written. Default: ${DEFAULT-VALUE}.")
  private Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    // Whatever is wrong with the options is said before the long work.
    Set<IdPair> different = except == null ? Set.of() : NotDuplicates.read(except);
    if (pictures != null && !Files.isDirectory(pictures)) {
      throw new NoSuchFileException(pictures.toString());
    }
    KafkaConnection kafka = pictures == null ? kafkaOptions.connect() : null;
    ModelInfo info = model.locate().info();
    DuplicateFinder.Settings settings =
        DuplicateFinder.Settings.of(info.thresholds(), minPoints, neighbours, different);

    DuplicateReport report;
    try (ImageIndex opened = open(info);
        ProgressBar bar = TaskBar.of("comparing", opened.count())) {
      report = DuplicateFinder.find(opened, settings, bar::step);
    }
    write(report, kafka);
    PrintWriter out = spec.commandLine().getOut();
    print(report, out);
    return report.groups().isEmpty() ? ExitCode.INCOMPLETE : ExitCode.OK;
  }

  private ImageIndex open(ModelInfo info) {
    URI uri = location.uri();
    if (ImageIndexes.isMilvus(uri)) {
      return ImageIndexes.open(uri, info);
    }
    // The system that writes to it may be running.
    ReadOnlyLuceneIndex opened = LuceneImageIndex.openReadOnly(ImageIndexes.folder(uri));
    if (!info.version().equals(opened.modelVersion())) {
      opened.close();
      throw new IllegalArgumentException(
          "the index at %s was built with model version %s, not %s: name its model by --model"
              .formatted(uri, opened.modelVersion(), info.version()));
    }
    return opened;
  }

  private void write(DuplicateReport report, KafkaConnection kafka) throws IOException {
    Files.write(json, report.toJson());
    Set<String> ids =
        report.groups().stream()
            .flatMap(group -> group.pictures().stream())
            .map(DuplicateGroup.Picture::id)
            .collect(Collectors.toSet());
    Thumbnails thumbnails =
        pictures == null
            ? Thumbnails.published(kafka, Topics.IMAGES, ids)
            : Thumbnails.inFolder(pictures, ids);
    try (Writer out = Files.newBufferedWriter(page)) {
      new DuplicatesPage(report, thumbnails).write(out);
    }
  }

  private void print(DuplicateReport report, PrintWriter out) {
    for (DuplicateGroup group : report.groups()) {
      out.println(
          group.pictures().stream()
              .map(DuplicateGroup.Picture::id)
              .collect(Collectors.joining("   ")));
    }
    out.printf(
        Locale.ROOT,
        "%,d groups with %,d of %,d pictures%nThe page with the pictures: %s%nJSON: %s%n",
        report.groups().size(),
        report.grouped(),
        report.pictures(),
        page.toAbsolutePath().toUri(),
        json.toAbsolutePath());
    out.flush();
  }
}
