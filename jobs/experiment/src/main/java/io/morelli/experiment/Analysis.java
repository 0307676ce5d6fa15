package io.morelli.experiment;

import io.morelli.decision.SearchRule;
import io.morelli.decision.Thresholds;
import io.morelli.experiment.Question.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * From recorded answers to figures, in passes over the log: true duplicates first, then what the
 * thresholds make of each answer, then, if asked for, a fit and what its thresholds would make of
 * them.
 */
final class Analysis {

  /** Wrong answers, and missed ones, that the report shows. */
  static final int MAX_CASES = 30;

  private static final Comparator<Coincidence> MOST_POINTS_FIRST =
      Comparator.comparingInt((Coincidence pair) -> pair.candidate().matchingPoints()).reversed();

  private static final double COSINE_LOW = -0.2;
  private static final double COSINE_WIDTH = 0.02;
  private static final int COSINE_BINS = 61;
  private static final int POINT_BINS = 101;

  private final Path log;
  private final Settings settings;
  private final AnswerLog.Run run;
  private final SearchRule rule;
  private final Duplicates duplicates = new Duplicates();
  private final List<Coincidence> coincidences = new ArrayList<>();

  /**
   * @param thresholds that decide
   * @param duplicatePoints matching points that make two pictures of the collection the same one; 1
   *     or more
   * @param fitPrecision precision to fit for, 0 to 1; empty for no fit
   * @param seed of the division into halves
   */
  record Settings(
      Thresholds thresholds, int duplicatePoints, Optional<Double> fitPrecision, long seed) {}

  private Analysis(Path log, Settings settings, AnswerLog.Run run) {
    this.log = log;
    this.settings = settings;
    this.run = run;
    this.rule = new SearchRule(settings.thresholds());
  }

  /**
   * @param run that left the log
   * @param collection pictures that were indexed
   */
  static Report of(
      Path log, AnswerLog.Run run, Settings settings, Map<String, String> versions, int collection)
      throws IOException {
    Analysis analysis = new Analysis(log, settings, run);
    AnswerLog.read(log, analysis::compareOriginals);
    return analysis.report(versions, collection);
  }

  /**
   * Finds what shows the same. Independent of the thresholds that are evaluated: every pair with
   * matching points was verified by those of the recording.
   *
   * <p>Only pictures of the collection become duplicates. An absent picture may well be wrongly
   * answered with so many points, and one of a wall would unite all the pictures that hang there.
   */
  private void compareOriginals(Recorded answer) {
    Question question = answer.question();
    for (Scored candidate : answer.candidates()) {
      // What is overshadowed may share no more than a frame.
      if (candidate.matchingPoints() < settings.duplicatePoints() || candidate.overshadowed()) {
        continue;
      }
      if (question.kind() == Kind.ITSELF) {
        duplicates.add(
            new Duplicates.Pair(
                question.expected(),
                candidate.id(),
                candidate.cosine(),
                candidate.matchingPoints()));
      } else if (question.kind() == Kind.ABSENT && question.recipe() == null) {
        coincidences.add(new Coincidence(question, candidate));
      }
    }
  }

  private Report report(Map<String, String> versions, int collection) throws IOException {
    Counts counts = new Counts();
    AnswerLog.read(log, counts::add);
    Optional<Report.FitReport> fit = Optional.empty();
    if (settings.fitPrecision().isPresent()) {
      fit = fit(counts.evidence, settings.fitPrecision().get());
    }
    return new Report(
        run.command(),
        versions,
        collection,
        run.rejected().entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList(),
        counts.seconds,
        settings.thresholds(),
        run.thresholds(),
        counts.total(true),
        counts.total(false),
        counts.sortedGroups(),
        counts.predictionRight.bins(),
        counts.predictionWrong.bins(),
        counts.cosineRight.bins(),
        counts.cosineWrong.bins(),
        counts.pointsRight.bins(),
        counts.pointsWrong.bins(),
        counts.stages.summaries(),
        duplicates.pairs(),
        coincidences.stream().sorted(MOST_POINTS_FIRST).toList(),
        counts.wrongCases,
        counts.missedCases,
        fit.orElse(null));
  }

  private static Histogram cosines() {
    return new Histogram(COSINE_LOW, COSINE_WIDTH, COSINE_BINS);
  }

  /** Everything that is counted in one pass over the answers. */
  private final class Counts {

    private final Map<String, Figures> groups = new TreeMap<>();
    private final Map<Boolean, Figures> byFindable = new HashMap<>();
    final Histogram predictionRight = cosines();
    final Histogram predictionWrong = cosines();
    final Histogram cosineRight = cosines();
    final Histogram cosineWrong = cosines();
    final Histogram pointsRight = new Histogram(0, 1, POINT_BINS);
    final Histogram pointsWrong = new Histogram(0, 1, POINT_BINS);
    final StageTimes stages = new StageTimes();
    final List<Case> wrongCases = new ArrayList<>();
    final List<Case> missedCases = new ArrayList<>();
    final Evidence evidence = new Evidence();
    private final SearchRule recordedRule = new SearchRule(run.thresholds());
    double seconds;

    void add(Recorded answer) {
      Question question = answer.question();
      if (question.kind() == Kind.ITSELF) {
        return;
      }
      seconds = Math.max(seconds, answer.seconds());
      Verdict verdict = Verdict.of(answer, rule, duplicates);
      Figures figures = Figures.of(answer, verdict);
      groups.merge(question.group(), figures, Figures::plus);
      byFindable.merge(question.findable(), figures, Figures::plus);
      stages.add(answer.timings());
      addCase(answer, verdict);
      boolean fitted = isFitted(question);
      if (fitted && question.findable()) {
        evidence.addFindable(verdict);
      }
      String expected = duplicates.group(question.expected());
      Scored prediction =
          answer.candidates().stream().max(Comparator.comparingDouble(Scored::cosine)).orElse(null);
      for (Scored candidate : answer.candidates()) {
        boolean right = duplicates.group(candidate.id()).equals(expected);
        (right ? cosineRight : cosineWrong).add(candidate.cosine());
        if (candidate == prediction) {
          (right ? predictionRight : predictionWrong).add(candidate.cosine());
        }
        if (recordedRule.needsVerification(
            candidate.cosine(), candidate.queryKeyPoints(), candidate.keyPoints())) {
          (right ? pointsRight : pointsWrong).add(candidate.matchingPoints());
        }
        if (fitted && !right) {
          evidence.addWrong(candidate);
        }
      }
    }

    private void addCase(Recorded answer, Verdict verdict) {
      if (!verdict.wrong().isEmpty() && wrongCases.size() < MAX_CASES) {
        wrongCases.add(caseOf(answer, verdict));
      }
      boolean missed = answer.question().findable() && !verdict.found();
      if (missed && missedCases.size() < MAX_CASES) {
        missedCases.add(caseOf(answer, verdict));
      }
    }

    private Case caseOf(Recorded answer, Verdict verdict) {
      Scored correct = verdict.correct().orElse(null);
      Scored wrong = verdict.wrong().stream().findFirst().orElse(null);
      return new Case(
          answer.question(), correct, ruleOf(correct), wrong, ruleOf(wrong), answer.error());
    }

    private String ruleOf(Scored scored) {
      return scored == null ? null : scored.rule(rule).name();
    }

    /** The hardest first. */
    Map<String, Figures> sortedGroups() {
      Map<String, Figures> sorted = new LinkedHashMap<>();
      groups.entrySet().stream()
          .sorted(Comparator.comparingDouble(group -> group.getValue().recall()))
          .forEach(group -> sorted.put(group.getKey(), group.getValue()));
      return sorted;
    }

    Figures total(boolean findable) {
      return byFindable.getOrDefault(findable, Figures.NONE);
    }
  }

  private Optional<Report.FitReport> fit(Evidence evidence, double minPrecision)
      throws IOException {
    Optional<ThresholdFitter.Fit> found =
        new ThresholdFitter(evidence, minPrecision, run.thresholds()).fit();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    SearchRule fittedRule = new SearchRule(found.get().thresholds());
    Figures[] sums = {Figures.NONE, Figures.NONE, Figures.NONE};
    AnswerLog.read(
        log,
        answer -> {
          if (answer.question().kind() == Kind.ITSELF) {
            return;
          }
          Figures figures = Figures.of(answer, Verdict.of(answer, fittedRule, duplicates));
          if (isFitted(answer.question())) {
            sums[0] = sums[0].plus(figures);
          } else {
            sums[1] = sums[1].plus(figures);
            sums[2] = sums[2].plus(Figures.of(answer, Verdict.of(answer, rule, duplicates)));
          }
        });
    return Optional.of(
        new Report.FitReport(
            minPrecision,
            found.get().thresholds(),
            sums[0],
            sums[1],
            sums[2],
            found.get().curve()));
  }

  /** All questions about one picture, or its duplicates, lie in the same half. */
  private boolean isFitted(Question question) {
    int hash = Objects.hash(settings.seed(), duplicates.group(question.expected()));
    // Multiplied, because neighbouring names differ in the last bits only.
    return (hash * 0x9E3779B9) < 0;
  }
}
