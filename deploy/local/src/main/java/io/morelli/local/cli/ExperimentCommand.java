package io.morelli.local.cli;

import io.morelli.decision.Thresholds;
import io.morelli.decision.ThresholdsFile;
import io.morelli.experiment.Experiment;
import io.morelli.experiment.Family;
import io.morelli.experiment.Jobs;
import io.morelli.experiment.Plan;
import io.morelli.experiment.Progress;
import io.morelli.index.ImageIndexes;
import io.morelli.local.client.PictureFile;
import io.morelli.local.client.TaskBar;
import io.morelli.operators.IndexOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "experiment",
    description =
        "Measures recall and precision: indexes a collection, asks deformed copies of its pictures,"
            + " labelled pictures and pictures that are not in it, and writes a report. Fits the"
            + " thresholds of the search rule if asked to.")
final class ExperimentCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "Pictures of the collection.")
  private Path pictures;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "${sys:morelli.data:-morelli-data}/experiment",
      description = "For report.html, report.json and the answers. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--index",
      paramLabel = "DIR",
      description =
          "Folder of the index; pictures that it holds are not embedded again, others than the"
              + " collection's are removed from it. Default: index in the folder of the report.")
  private Path index;

  @Option(
      names = "--copies",
      paramLabel = "N",
      defaultValue = "20",
      description = "Deformed copies of a picture. Default: ${DEFAULT-VALUE}.")
  private int copies;

  @Option(
      names = "--share",
      paramLabel = "SHARE",
      defaultValue = "1",
      description = "Share of the pictures that copies are asked of. Default: ${DEFAULT-VALUE}.")
  private double share;

  @Option(
      names = "--only",
      paramLabel = "ID",
      description =
          "Ask the copies of this picture only, the same as without this option. May be repeated.")
  private List<String> only = List.of();

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      defaultValue = "geometric,photometric,hard",
      converter = FamilyConverter.class,
      description = "Kinds of deformations. Default: ${DEFAULT-VALUE}.")
  private List<Family> kinds;

  @Option(
      names = "--queries",
      paramLabel = "CSV",
      description =
          "Labelled pictures to ask: columns query_file, relative to the CSV, and image_id. An id"
              + " that the collection does not hold stands for a picture that should not be found."
              + " May be repeated.")
  private List<Path> queries = List.of();

  @Option(
      names = "--query-folder",
      paramLabel = "DIR",
      description =
          "Pictures to ask, each named as the picture of the reference folder that it shows. May be"
              + " repeated, with a reference folder each.")
  private List<Path> queryFolders = List.of();

  @Option(
      names = "--reference-folder",
      paramLabel = "DIR",
      description = "Pictures to add to the collection for the query folder of the same position.")
  private List<Path> referenceFolders = List.of();

  @Option(
      names = "--absent-folder",
      paramLabel = "DIR",
      description =
          "Pictures that are not in the collection, to be asked as they are and deformed. May be"
              + " repeated.")
  private List<Path> absentFolders = List.of();

  @Option(
      names = "--hold-out",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Take so many pictures, by chance, out of the collection and ask them all the same.")
  private int holdOut;

  @Option(
      names = "--thresholds",
      paramLabel = "FILE",
      description = "Thresholds to use instead of the model's, as --write writes them.")
  private Path thresholds;

  @Option(
      names = "--duplicate-points",
      paramLabel = "N",
      defaultValue = "25",
      description =
          "Two pictures of the collection count as the same if so many key points match; the report"
              + " lists the pairs, and apart from them absent pictures that share so many with one"
              + " of the collection. Default: ${DEFAULT-VALUE}.")
  private int duplicatePoints;

  @Option(
      names = "--fit",
      description =
          "Fit thresholds on the questions about one half of the pictures and measure them on the"
              + " other half. For that, more views of a question are compared than by the"
              + " thresholds in use. A K below theirs is not tried: give a lower one by"
              + " --thresholds.")
  private boolean fit;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "1",
      description = "Precision that the fitted thresholds must reach. Default: ${DEFAULT-VALUE}.")
  private double precision;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "Write the fitted thresholds, in the form of \"thresholds\" in a model's manifest.")
  private Path write;

  @Option(
      names = "--evaluate",
      description =
          "Ask nothing, report again on the answers in the folder of the report, for instance by"
              + " other thresholds. The other options must be those of the run.")
  private boolean evaluate;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option of the jobs, such as query.second-pass=OFF. May be repeated.")
  private Map<String, String> jobOptions = Map.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of every choice. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Optional<Thresholds> given = Optional.empty();
    if (thresholds != null) {
      given = Optional.of(ThresholdsFile.read(thresholds));
    }
    if (write != null && !fit) {
      throw new ParameterException(spec.commandLine(), "--write needs --fit");
    }
    Files.createDirectories(out);
    Logging.toFile(out.resolve("morelli.log"));
    Plan plan = plan();
    Experiment.Settings settings =
        new Experiment.Settings(
            out,
            given,
            duplicatePoints,
            fit ? Optional.of(precision) : Optional.empty(),
            seed,
            "morelli "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs()));
    return print(measure(plan, settings));
  }

  private Experiment.Result measure(Plan plan, Experiment.Settings settings) throws Exception {
    try (Bars bars = new Bars()) {
      Experiment experiment = new Experiment(jobs(), settings, bars);
      return evaluate ? experiment.evaluate(plan) : experiment.run(plan);
    }
  }

  private int print(Experiment.Result result) throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    console.print(result.summary());
    console.printf("report         %s%n", result.html().toAbsolutePath().normalize());
    console.flush();
    if (fit && result.fitted().isEmpty()) {
      throw new IOException("no thresholds reach a precision of " + precision);
    }
    if (write != null) {
      ThresholdsFile.write(result.fitted().orElseThrow(), write);
    }
    return ExitCode.OK;
  }

  private Plan plan() throws IOException {
    if (queryFolders.size() != referenceFolders.size()) {
      throw new ParameterException(
          spec.commandLine(),
          "%d times --query-folder, but %d times --reference-folder"
              .formatted(queryFolders.size(), referenceFolders.size()));
    }
    Map<String, Path> collection = files(pictures);
    if (collection.isEmpty()) {
      throw new NoSuchFileException(pictures + " (no pictures in it)");
    }
    Plan plan = new Plan(collection, seed);
    plan.holdOut(holdOut);
    for (Path folder : absentFolders) {
      plan.addAbsent(label(folder), files(folder));
    }
    for (int i = 0; i < queryFolders.size(); i++) {
      Path references = referenceFolders.get(i);
      plan.addReferences(label(references), files(references), files(queryFolders.get(i)));
    }
    plan.deform(kinds, copies, share);
    if (!only.isEmpty()) {
      plan.onlyCopiesOf(only);
    }
    for (Path csv : queries) {
      plan.addLabelled(csv);
    }
    return plan;
  }

  private static Map<String, Path> files(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    PictureFile.of(List.of(folder)).forEach(picture -> files.put(picture.id(), picture.path()));
    return files;
  }

  /** The folder's name with its parent's, since {@code reference} alone says little. */
  private static String label(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    int names = path.getNameCount();
    return names < 2
        ? path.getFileName().toString()
        : path.getName(names - 2) + "/" + path.getName(names - 1);
  }

  private Jobs jobs() {
    Configuration options = Configuration.fromMap(jobOptions);
    Path folder = index == null ? out.resolve("index") : index;
    options.set(IndexOptions.LOCATION, ImageIndexes.uri(folder).toString());
    return Jobs.of(options);
  }

  /** A progress bar for each task, one after another. */
  private static final class Bars implements Progress, AutoCloseable {

    private String task;
    private ProgressBar bar;

    @Override
    public void at(String name, long done, long total) {
      if (!name.equals(task)) {
        close();
        task = name;
        bar = TaskBar.of(name, total);
      }
      bar.stepTo(done);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }

  /** Kinds are written in lower case, as options are. */
  static final class FamilyConverter implements ITypeConverter<Family> {

    @Override
    public Family convert(String value) {
      try {
        return Family.valueOf(value.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'%s' is none of geometric, photometric, hard".formatted(value));
      }
    }
  }
}
