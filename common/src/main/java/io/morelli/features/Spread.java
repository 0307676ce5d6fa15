package io.morelli.features;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How far matches spread over what two pictures would have in common. Where the pictures are the
 * same, key points match all over it; where they only share a detail, such as two faces seen from
 * the same side, the matches huddle there while all around them nothing agrees.
 */
final class Spread {

  private Spread() {}

  /**
   * The area over which the matches scatter, relative to that over which the query's key points do
   * that the homography puts into the candidate. An area is the root of the determinant of the
   * points' covariance, which a single stray match hardly moves.
   *
   * @return about 1 where matches lie all over the overlap, about 0 where they huddle; 0 if either
   *     has no area
   */
  static double of(KeyPoints query, Homography homography, List<Match> matches) {
    int[] overlapping =
        IntStream.range(0, query.count())
            .filter(
                i ->
                    homography.mapsIntoPicture(
                        query.x(i) / query.width(), query.y(i) / query.height()))
            .toArray();
    double whole = area(query, overlapping);
    return whole > 0 ? area(query, matches.stream().mapToInt(Match::query).toArray()) / whole : 0;
  }

  private static double area(KeyPoints points, int[] chosen) {
    double meanX = 0;
    double meanY = 0;
    for (int i : chosen) {
      meanX += points.x(i) / chosen.length;
      meanY += points.y(i) / chosen.length;
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i : chosen) {
      double dx = points.x(i) - meanX;
      double dy = points.y(i) - meanY;
      xx += dx * dx / chosen.length;
      yy += dy * dy / chosen.length;
      xy += dx * dy / chosen.length;
    }
    return Math.sqrt(Math.max(0, xx * yy - xy * xy));
  }
}
