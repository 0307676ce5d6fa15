package io.morelli.decision;

import java.io.Serializable;

/**
 * The parameters of the search rule: the paper's (T, t), K and (N, n).
 *
 * @param highCosine T: from here on few matching points are enough, or none where a picture is too
 *     simple to verify
 * @param lowCosine t: below it there is no match
 * @param minKeyPoints K: a picture with fewer key points is too simple to verify
 * @param manyPoints N: matching points that make a match from {@code lowCosine} on
 * @param fewPoints n: matching points that make a match from {@code highCosine} on
 */
public record Thresholds(
    double highCosine, double lowCosine, int minKeyPoints, int manyPoints, int fewPoints)
    implements Serializable {

  public Thresholds {
    if (!(-1 <= lowCosine && lowCosine <= highCosine && highCosine <= 1)) {
      throw new IllegalArgumentException(
          "cosines must satisfy -1 <= low <= high <= 1: low %s, high %s"
              .formatted(lowCosine, highCosine));
    }
    if (minKeyPoints < 0 || fewPoints < 0 || manyPoints < fewPoints) {
      throw new IllegalArgumentException(
          "points must satisfy 0 <= few <= many and 0 <= minKeyPoints: few %d, many %d, minKeyPoints %d"
              .formatted(fewPoints, manyPoints, minKeyPoints));
    }
  }
}
