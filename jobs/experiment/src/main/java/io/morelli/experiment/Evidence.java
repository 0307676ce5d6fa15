package io.morelli.experiment;

import java.util.ArrayList;
import java.util.List;

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

  /** By key points, cosine, matching points. */
  private final long[][][] wrong = new long[KEY_POINTS.length][COSINE_BINS][MAX_POINTS + 1];

  private final List<Correct> correct = new ArrayList<>();
  private int findable;

  /** The bins of a question's best correct candidate. */
  record Correct(int keyPointBin, int cosineBin, int points) {}

  /** Adds a question whose picture is in the collection, whether or not it was a candidate. */
  void addFindable(Verdict verdict) {
    findable++;
    verdict
        .correct()
        .ifPresent(
            best ->
                correct.add(
                    new Correct(
                        keyPointBin(best.fewerKeyPoints()),
                        cosineBin(best.cosine()),
                        points(best))));
  }

  void addWrong(Scored candidate) {
    wrong[keyPointBin(candidate.fewerKeyPoints())][cosineBin(candidate.cosine())][
        points(candidate)]++;
  }

  int findable() {
    return findable;
  }

  List<Correct> correct() {
    return correct;
  }

  long[][][] wrong() {
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

  private static int points(Scored candidate) {
    return Math.min(MAX_POINTS, candidate.matchingPoints());
  }

  private static int keyPointBin(int keyPoints) {
    int bin = KEY_POINTS.length - 1;
    while (KEY_POINTS[bin] > keyPoints) {
      bin--;
    }
    return bin;
  }
}
