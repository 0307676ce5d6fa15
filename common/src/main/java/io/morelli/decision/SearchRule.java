package io.morelli.decision;

import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Decides whether a candidate shows the same picture as the query, from the cosine of their vectors
 * and their geometrically consistent key points. Thread-safe.
 *
 * <p>Source: the parameters (T, t), K and (N, n) of V. Nguyen, Scalable Image Search with Deep
 * Image Representation. That a candidate can be overshadowed is ours.
 */
public record SearchRule(Thresholds thresholds) {

  public SearchRule {
    Objects.requireNonNull(thresholds, "thresholds");
  }

  /**
   * Whether the matching points have a say; where they have none, {@link #decide} takes any number
   * of them, such as 0.
   *
   * @param cosine of the two vectors, -1 to 1
   * @param queryKeyPoints how many the query has
   * @param candidateKeyPoints how many the candidate has
   */
  public boolean needsVerification(double cosine, int queryKeyPoints, int candidateKeyPoints) {
    requireNumber(cosine);
    return cosine >= thresholds.lowCosine() && !tooSimple(queryKeyPoints, candidateKeyPoints);
  }

  /**
   * The rule that applies; its {@link Rule#match} is the answer.
   *
   * @param cosine of the two vectors, -1 to 1
   * @param queryKeyPoints how many the query has
   * @param candidateKeyPoints how many the candidate has
   * @param matchingPoints geometrically consistent matches of the two
   * @param overshadowed whether another candidate agrees far better with what the two have in
   *     common, so that they may share no more than a detail, such as a frame; asked only where it
   *     matters
   */
  public Rule decide(
      double cosine,
      int queryKeyPoints,
      int candidateKeyPoints,
      int matchingPoints,
      BooleanSupplier overshadowed) {
    requireNumber(cosine);
    boolean high = cosine >= thresholds.highCosine();
    if (cosine < thresholds.lowCosine()) {
      return Rule.COSINE_TOO_LOW;
    }
    if (tooSimple(queryKeyPoints, candidateKeyPoints)) {
      return high ? Rule.TOO_SIMPLE_HIGH_COSINE : Rule.TOO_SIMPLE_LOW_COSINE;
    }
    if (matchingPoints < thresholds.fewPoints()) {
      return Rule.TOO_FEW_POINTS;
    }
    if (high) {
      return Rule.HIGH_COSINE_FEW_POINTS;
    }
    if (overshadowed.getAsBoolean()) {
      return Rule.OVERSHADOWED;
    }
    return matchingPoints >= thresholds.manyPoints() ? Rule.MANY_POINTS : Rule.TOO_FEW_POINTS;
  }

  private boolean tooSimple(int queryKeyPoints, int candidateKeyPoints) {
    return Math.min(queryKeyPoints, candidateKeyPoints) < thresholds.minKeyPoints();
  }

  private static void requireNumber(double cosine) {
    if (Double.isNaN(cosine)) {
      throw new IllegalArgumentException("cosine is not a number");
    }
  }
}
