package io.morelli.features;

import java.util.List;

/**
 * How much consistent matches say for one shared picture, and not for a detail that two pictures
 * share. Where the pictures are the same, key points match all over what they have in common, and a
 * fair share of them does; two faces seen from the same side agree about the eyes and the mouth,
 * while all around them nothing does (docs/geometry.md).
 *
 * @param spread how far the matches scatter: the area of the matching key points of the query,
 *     relative to that of all its key points that the homography puts into the candidate; about 1
 *     where they lie all over them, about 0 where they huddle. An area is the root of the
 *     determinant of the points' covariance, which a single stray point hardly moves.
 * @param share of those key points of the query that match, 0 to 1
 */
record Support(double spread, double share) {

  /** The spread from which on matches count in full, and below which proportionally less. */
  private static final double FULL_SPREAD = 0.3;

  /** Likewise the share. */
  private static final double FULL_SHARE = 0.03;

  static Support of(KeyPoints query, Homography homography, List<Match> consistent) {
    int[] overlapping = homography.indicesInside(query);
    double whole = area(query, overlapping);
    double matching = area(query, consistent.stream().mapToInt(Match::query).toArray());
    return new Support(
        whole > 0 ? matching / whole : 0,
        overlapping.length > 0 ? Math.min(1, (double) consistent.size() / overlapping.length) : 0);
  }

  /** By what a number of matching places is to be multiplied, 0 to 1. */
  double weight() {
    return Math.min(1, spread / FULL_SPREAD) * Math.min(1, share / FULL_SHARE);
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
