package io.morelli.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.morelli.decision.Thresholds;
import io.morelli.experiment.Question.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.flink.runtime.util.EnvironmentInformation;

/**
 * Indexes a collection, asks for pictures of it in all conditions, and reports recall and
 * precision. Pictures pass through the very graphs of the ingest and the query job, without Kafka.
 */
public final class Experiment {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Jobs jobs;
  private final Settings settings;
  private final Progress progress;

  /**
   * @param folder for the report and the answers; created if it does not exist
   * @param thresholds instead of the model's
   * @param duplicatePoints matching points that make two pictures of the collection the same one; 1
   *     or more
   * @param fitPrecision precision to fit thresholds for, 0 to 1; empty for no fit
   * @param seed of the division into halves
   * @param command for the report
   */
  public record Settings(
      Path folder,
      Optional<Thresholds> thresholds,
      int duplicatePoints,
      Optional<Double> fitPrecision,
      long seed,
      String command) {

    public Settings {
      if (duplicatePoints < 1) {
        throw new IllegalArgumentException(
            "matching points of duplicates must be 1 or more: " + duplicatePoints);
      }
      double precision = fitPrecision.orElse(1.0);
      if (!(precision >= 0 && precision <= 1)) {
        throw new IllegalArgumentException("precision must be 0 to 1: " + precision);
      }
    }
  }

  /**
   * What came out, in short; all the rest is in the files.
   *
   * @param fitted empty if no thresholds were fitted, or none keep the precision
   */
  public record Result(Path html, Path json, String summary, Optional<Thresholds> fitted) {}

  public Experiment(Jobs jobs, Settings settings, Progress progress) {
    this.jobs = jobs;
    this.settings = settings;
    this.progress = progress;
  }

  /** Where {@link #run} leaves the answers. */
  public Path answers() {
    return settings.folder().resolve("answers.jsonl.gz");
  }

  /** Indexes, asks and reports. */
  public Result run(Plan plan) throws Exception {
    Files.createDirectories(settings.folder());
    Runs runs = new Runs(jobs, progress);
    SortedMap<String, String> rejected = runs.index(plan.collection());
    List<Question> questions =
        plan.questions().stream()
            .filter(question -> !rejected.containsKey(question.expected()))
            .toList();
    Thresholds recording = recording();
    AnswerLog.Run run = new AnswerLog.Run(modelName(), recording, settings.command(), rejected);
    try (AnswerLog.Appender log = new AnswerLog.Appender(answers(), run)) {
      runs.ask("duplicates", only(questions, true), recording, log);
      runs.ask("asking", only(questions, false), recording, log);
    }
    return report(plan, run);
  }

  /**
   * Reports on answers that {@link #run} left, without asking again.
   *
   * @throws IllegalArgumentException if they are another model's, or were recorded by thresholds
   *     that verified fewer pairs than those to evaluate need, naming both
   */
  public Result evaluate(Plan plan) throws IOException {
    AnswerLog.Run run = AnswerLog.run(answers());
    requireEvaluable(run);
    return report(plan, run);
  }

  private void requireEvaluable(AnswerLog.Run run) {
    if (!run.model().equals(modelName())) {
      throw new IllegalArgumentException(
          "the answers are those of the model %s, not of %s".formatted(run.model(), modelName()));
    }
    Thresholds recorded = run.thresholds();
    Thresholds evaluated = thresholds();
    if (evaluated.lowCosine() < recorded.lowCosine()
        || evaluated.minKeyPoints() < recorded.minKeyPoints()) {
      throw new IllegalArgumentException(
          ("the answers were recorded by t %s and K %d, and pairs below were not verified:"
                  + " they say nothing about t %s and K %d")
              .formatted(
                  recorded.lowCosine(),
                  recorded.minKeyPoints(),
                  evaluated.lowCosine(),
                  evaluated.minKeyPoints()));
    }
  }

  private Result report(Plan plan, AnswerLog.Run run) throws IOException {
    Analysis.Settings analysis =
        new Analysis.Settings(
            thresholds(), settings.duplicatePoints(), settings.fitPrecision(), settings.seed());
    Report report =
        Analysis.of(
            answers(), run, analysis, versions(), plan.collection().size() - run.rejected().size());
    Path html = settings.folder().resolve("report.html");
    Path json = settings.folder().resolve("report.json");
    Files.writeString(html, new HtmlReport(report, plan.files()).html());
    JSON.writeValue(json.toFile(), report);
    return new Result(
        html,
        json,
        summary(report),
        Optional.ofNullable(report.fit()).map(Report.FitReport::thresholds));
  }

  private Thresholds thresholds() {
    return settings.thresholds().orElse(jobs.model().thresholds());
  }

  /**
   * For a fit also pairs are verified that are no more similar than unrelated ones, whose cosine is
   * about 0 since the vectors are whitened. K stays: by a lower one the job would look at parts of
   * a query, such as a bare wall, that it otherwise leaves out, and the cosines of such parts would
   * make wrong matches by the thresholds in use. Who wants a lower K fitted records by it.
   */
  private Thresholds recording() {
    Thresholds thresholds = thresholds();
    if (settings.fitPrecision().isEmpty()) {
      return thresholds;
    }
    return new Thresholds(
        thresholds.highCosine(),
        Math.min(0, thresholds.lowCosine()),
        thresholds.minKeyPoints(),
        thresholds.manyPoints(),
        thresholds.fewPoints());
  }

  private static List<Question> only(List<Question> questions, boolean itself) {
    return questions.stream().filter(q -> (q.kind() == Kind.ITSELF) == itself).toList();
  }

  private String modelName() {
    return jobs.model().name() + " " + jobs.model().version();
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("model", modelName());
    versions.put("Flink", EnvironmentInformation.getVersion());
    versions.put("Java", System.getProperty("java.version"));
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    versions.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return versions;
  }

  private static String summary(Report report) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "recall",
        report.findable().recall(),
        report.findable().found(),
        report.findable().findable());
    Figures all = report.all();
    line(
        text,
        "precision",
        all.precision(),
        all.rightMatches(),
        all.rightMatches() + all.wrongMatches());
    text.append(
        "false answers  %d of %d questions, %d of %d about absent pictures%n"
            .formatted(
                all.falseAnswers(),
                all.asked(),
                report.absent().falseAnswers(),
                report.absent().asked()));
    text.append(
        "speed          %s questions/s%n".formatted(decimal(report.questionsPerSecond(), 2)));
    if (report.fit() != null) {
      text.append("fitted         %s%n".formatted(report.fit().thresholds()));
      Figures other = report.fit().onOther();
      line(text, "  on the rest", other.recall(), other.found(), other.findable());
      line(
          text,
          "  precision",
          other.precision(),
          other.rightMatches(),
          other.rightMatches() + other.wrongMatches());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, double share, int part, int all) {
    text.append("%-14s %s %%, %d of %d%n".formatted(name, decimal(100 * share, 3), part, all));
  }

  static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
