package io.morelli.experiment;

import io.morelli.decision.Thresholds;
import io.morelli.experiment.Question.Kind;
import io.morelli.experiment.Scored.View;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Questions and answers by their numbers. */
final class Samples {

  /** Key points of pictures that are not too simple. */
  static final int MANY = 500;

  private static final int DUPLICATE_POINTS = 25;

  private Samples() {}

  static Question question(Kind kind, String expected) {
    return new Question(kind, "group", expected, expected + ".jpg", null, 0, expected);
  }

  static Scored scored(String id, double cosine, int keyPoints, int matchingPoints) {
    return scored(id, cosine, keyPoints, matchingPoints, false);
  }

  static Scored scored(
      String id, double cosine, int keyPoints, int matchingPoints, boolean overshadowed) {
    return new Scored(
        id, cosine, MANY, keyPoints, 2 * matchingPoints, matchingPoints, overshadowed, View.WHOLE);
  }

  static Recorded answer(Kind kind, String expected, Scored... candidates) {
    return new Recorded(
        question(kind, expected), 1, null, Map.of("total", 5.0), List.of(candidates));
  }

  /** What an experiment reports whose answers are these. */
  static Report report(
      Path folder,
      Thresholds recorded,
      Thresholds thresholds,
      Optional<Double> fitPrecision,
      Recorded... answers)
      throws IOException {
    Path log = folder.resolve("answers.jsonl.gz");
    AnswerLog.Run run = new AnswerLog.Run("model 1", recorded, "test", new TreeMap<>());
    try (AnswerLog.Appender appender = new AnswerLog.Appender(log, run)) {
      for (Recorded answer : answers) {
        appender.append(answer);
      }
    }
    Analysis.Settings settings =
        new Analysis.Settings(thresholds, DUPLICATE_POINTS, fitPrecision, 1);
    return Analysis.of(log, run, settings, Map.of(), 3);
  }
}
