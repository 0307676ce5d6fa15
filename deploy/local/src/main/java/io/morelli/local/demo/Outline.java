package io.morelli.local.demo;

import io.morelli.image.Region;
import io.morelli.message.SearchResponse.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A four-cornered part of a picture.
 *
 * @param corners from the upper left one clockwise as the query has them, in fractions of the
 *     picture; they may lie outside it
 */
record Outline(List<Point> corners) {

  /** In fractions of width and height. */
  record Point(double x, double y) {}

  /** The part of the query that was compared; empty if that was all of it. */
  static Optional<Outline> inQuery(Match match) {
    return Optional.ofNullable(match.region()).map(Outline::of);
  }

  /**
   * Where the part of the query that was compared lies in the picture that was found, as the
   * homography from the whole query says.
   *
   * @return empty if there is no homography, or it puts a corner behind the point of view
   */
  static Optional<Outline> inAnswer(Match match) {
    double[] h = match.homography();
    if (h == null) {
      return Optional.empty();
    }
    List<Point> mapped = new ArrayList<>();
    for (Point corner : inQuery(match).orElse(of(Region.WHOLE)).corners) {
      double w = h[6] * corner.x + h[7] * corner.y + h[8];
      if (w <= 0) {
        return Optional.empty();
      }
      mapped.add(
          new Point(
              (h[0] * corner.x + h[1] * corner.y + h[2]) / w,
              (h[3] * corner.x + h[4] * corner.y + h[5]) / w));
    }
    return Optional.of(new Outline(mapped));
  }

  private static Outline of(Region region) {
    double right = region.x() + region.width();
    double bottom = region.y() + region.height();
    return new Outline(
        List.of(
            new Point(region.x(), region.y()),
            new Point(right, region.y()),
            new Point(right, bottom),
            new Point(region.x(), bottom)));
  }
}
