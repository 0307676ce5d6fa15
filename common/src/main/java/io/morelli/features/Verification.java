package io.morelli.features;

import java.util.Arrays;

/**
 * How far two pictures agree in their key points.
 *
 * @param rawMatches key points whose descriptors match
 * @param matchingPoints places that differ in both pictures and hold matches which one plausible
 *     homography explains, fewer where they cover little of what the pictures have in common
 *     ({@link Support}); 0 if there is none
 * @param homography row-major 3x3, maps a point of the query to one of the candidate, both in
 *     fractions of width and height as homogeneous coordinates, last element 1; null if none
 * @param overlap share of the candidate's area that the query's outline covers, 0 to 1
 */
public record Verification(
    int rawMatches, int matchingPoints, double[] homography, double overlap) {

  static Verification none(int rawMatches) {
    return new Verification(rawMatches, 0, null, 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Verification that
        && rawMatches == that.rawMatches
        && matchingPoints == that.matchingPoints
        && Arrays.equals(homography, that.homography)
        && overlap == that.overlap;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rawMatches + matchingPoints) + Arrays.hashCode(homography);
  }

  @Override
  public String toString() {
    return "Verification[rawMatches=%d, matchingPoints=%d, homography=%s, overlap=%s]"
        .formatted(rawMatches, matchingPoints, Arrays.toString(homography), overlap);
  }
}
