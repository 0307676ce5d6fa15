package io.morelli.local.demo;

import io.morelli.image.Region;
import io.morelli.message.SearchResponse.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A four-cornered part of a picture.
 *
 * @param corners in fractions of the picture that they are drawn on; they may lie outside it
 */
record Outline(List<Point> corners) {

  /** In fractions of width and height. */
  record Point(double x, double y) {}

  /** The part of the query that was compared; empty if that was all of it. */
  static Optional<Outline> region(Match match) {
    return Optional.ofNullable(match.region()).map(Outline::of);
  }

  /**
   * Where the part of the query that was compared lies in the picture that was found.
   *
   * @return empty if there is no homography, or it puts a corner behind the point of view
   */
  static Optional<Outline> queryInAnswer(Match match) {
    return Optional.ofNullable(match.homography())
        .flatMap(region(match).orElse(of(Region.WHOLE))::map);
  }

  /**
   * Where the picture that was found lies in the query.
   *
   * @return empty if there is no homography, or it puts a corner behind the point of view
   */
  static Optional<Outline> answerInQuery(Match match) {
    return Optional.ofNullable(match.homography())
        .map(Outline::inverse)
        .flatMap(of(Region.WHOLE)::map);
  }

  private Optional<Outline> map(double[] h) {
    List<Point> mapped = new ArrayList<>();
    for (Point corner : corners) {
      double w = h[6] * corner.x + h[7] * corner.y + h[8];
      // Not over 0 also holds for NaN.
      if (!(w > 0)) {
        return Optional.empty();
      }
      mapped.add(
          new Point(
              (h[0] * corner.x + h[1] * corner.y + h[2]) / w,
              (h[3] * corner.x + h[4] * corner.y + h[5]) / w));
    }
    return Optional.of(new Outline(mapped));
  }

  /** Cofactors over the determinant; its sign matters to what is behind the point of view. */
  private static double[] inverse(double[] h) {
    double[] cofactors = {
      h[4] * h[8] - h[5] * h[7], h[2] * h[7] - h[1] * h[8], h[1] * h[5] - h[2] * h[4],
      h[5] * h[6] - h[3] * h[8], h[0] * h[8] - h[2] * h[6], h[2] * h[3] - h[0] * h[5],
      h[3] * h[7] - h[4] * h[6], h[1] * h[6] - h[0] * h[7], h[0] * h[4] - h[1] * h[3]
    };
    double determinant = h[0] * cofactors[0] + h[1] * cofactors[3] + h[2] * cofactors[6];
    return Arrays.stream(cofactors).map(cofactor -> cofactor / determinant).toArray();
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
