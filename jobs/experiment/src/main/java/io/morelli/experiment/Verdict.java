package io.morelli.experiment;

import io.morelli.decision.SearchRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What thresholds make of an answer.
 *
 * @param right matches that show what the question shows
 * @param wrong matches that do not, most matching points first
 * @param correct the best candidate that shows what the question shows, matched or not
 */
record Verdict(List<Scored> right, List<Scored> wrong, Optional<Scored> correct) {

  /** The order of matches in an answer. */
  static final Comparator<Scored> BEST_FIRST =
      Comparator.comparingInt(Scored::matchingPoints)
          .thenComparingDouble(Scored::cosine)
          .reversed();

  static Verdict of(Recorded answer, SearchRule rule, Duplicates duplicates) {
    String expected = duplicates.group(answer.question().expected());
    List<Scored> right = new ArrayList<>();
    List<Scored> wrong = new ArrayList<>();
    Optional<Scored> correct = Optional.empty();
    for (Scored candidate : answer.candidates().stream().sorted(BEST_FIRST).toList()) {
      boolean same = duplicates.group(candidate.id()).equals(expected);
      if (same && correct.isEmpty()) {
        correct = Optional.of(candidate);
      }
      if (candidate.rule(rule).match()) {
        (same ? right : wrong).add(candidate);
      }
    }
    return new Verdict(right, wrong, correct);
  }

  boolean found() {
    return !right.isEmpty();
  }
}
