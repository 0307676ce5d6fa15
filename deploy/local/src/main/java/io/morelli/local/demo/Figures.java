package io.morelli.local.demo;

import io.morelli.experiment.Percentile;
import java.util.List;

/**
 * What a demo measured.
 *
 * @param pictures published and findable
 * @param picturesPerSecond from the first one published to all findable; NaN if all were there
 * @param questions asked
 * @param p50 milliseconds; half of the questions were answered faster
 * @param p99 milliseconds
 * @param expected questions whose picture is there
 * @param found of those, the ones whose matches contain the very picture
 * @param matched questions that were answered with a match
 */
record Figures(
    int pictures,
    double picturesPerSecond,
    int questions,
    double p50,
    double p99,
    int expected,
    int found,
    int matched) {

  static Figures of(int pictures, double picturesPerSecond, List<Answer> answers) {
    double[] times =
        answers.stream()
            .mapToDouble(Answer::milliseconds)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return new Figures(
        pictures,
        picturesPerSecond,
        answers.size(),
        Percentile.of(times, 0.5),
        Percentile.of(times, 0.99),
        count(answers.stream().filter(a -> a.question().expected().isPresent()).count()),
        count(answers.stream().filter(a -> a.verdict() == Answer.Verdict.FOUND).count()),
        count(answers.stream().filter(a -> a.match().isPresent()).count()));
  }

  /** Share of the pictures that are there and were found, 0 to 1; NaN if none was asked for. */
  double recall() {
    return (double) found / expected;
  }

  /** Share of the answers with matches that have the right one, 0 to 1; NaN if there are none. */
  double precision() {
    return (double) found / matched;
  }

  private static int count(long count) {
    return Math.toIntExact(count);
  }
}
