package io.morelli.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a threshold fit needs to know of a set of answers, in little memory: of every findable
 * question its best correct candidate, of all wrong candidates how many there are of each kind. Not
 * thread-safe.
 *
 * <p>Cosines are counted in steps of 0.01, matching points up to {@value #MAX_POINTS}, and key
 * points by the steps {@link #KEY_POINTS}.
 */
final class Evidence {

  /** Matching points above count as so many; no threshold lies higher. */
  static final int MAX_POINTS = 60;

  /** Cosine thresholds are multiples of one part of so many. */
  static final int COSINE_STEPS = 100;

  /** Bins from cosine -1 to cosine 1, both included. */
  static final int COSINE_BINS = 2 * COSINE_STEPS + 1;

  /** The values that a fit tries for K, ascending. */
  static final int[] KEY_POINTS = {0, 10, 20, 30, 40, 50, 75, 100, 150, 200};

  private final Map<Pair, Long> wrong = new HashMap<>();
  private final List<Pair> correct = new ArrayList<>();
  private int findable;

  /**
   * The bins of a question and a candidate.
   *
   * @param overshadowed whether the answer said so
   */
  record Pair(int keyPointBin, int cosineBin, int points, boolean overshadowed) {}

  /** Adds a question whose picture is in the collection, whether or not it was a candidate. */
  void addFindable(Verdict verdict) {
    findable++;
    verdict.correct().map(Evidence::pair).ifPresent(correct::add);
  }

  void addWrong(Scored candidate) {
    wrong.merge(pair(candidate), 1L, Long::sum);
  }

  int findable() {
    return findable;
  }

  List<Pair> correct() {
    return correct;
  }

  /** How many wrong candidates there are of each kind. */
  Map<Pair, Long> wrong() {
    return wrong;
  }

  /** The highest bin whose threshold the cosine reaches. */
  static int cosineBin(double cosine) {
    int bin = (int) Math.floor(cosine * COSINE_STEPS) + COSINE_STEPS;
    // The product is rounded, possibly over a step.
    if (cosine >= cosine(bin + 1)) {
      bin++;
    } else if (cosine < cosine(bin)) {
      bin--;
    }
    return Math.max(0, Math.min(COSINE_BINS - 1, bin));
  }

  /** The threshold of a bin. */
  static double cosine(int bin) {
    return (double) (bin - COSINE_STEPS) / COSINE_STEPS;
  }

  private static Pair pair(Scored candidate) {
    return new Pair(
        keyPointBin(candidate.fewerKeyPoints()),
        cosineBin(candidate.cosine()),
        Math.min(MAX_POINTS, candidate.matchingPoints()),
        candidate.overshadowed());
  }

  private static int keyPointBin(int keyPoints) {
    int bin = KEY_POINTS.length - 1;
    while (KEY_POINTS[bin] > keyPoints) {
      bin--;
    }
    return bin;
  }
}
