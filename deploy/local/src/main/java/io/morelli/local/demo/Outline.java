package io.morelli.local.demo;

import io.morelli.features.Homography;
import io.morelli.image.Region;
import io.morelli.message.SearchResponse.Match;
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
        .map(Homography::new)
        .flatMap(region(match).orElse(of(Region.WHOLE))::map);
  }

  /**
   * Where the picture that was found lies in the query.
   *
   * @return empty if there is no homography, or it puts a corner behind the point of view
   */
  static Optional<Outline> answerInQuery(Match match) {
    return Optional.ofNullable(match.homography())
        .map(Homography::new)
        .map(Homography::inverse)
        .flatMap(of(Region.WHOLE)::map);
  }

  private Optional<Outline> map(Homography homography) {
    double[][] points =
        corners.stream().map(at -> new double[] {at.x, at.y}).toArray(double[][]::new);
    return homography
        .map(points)
        .map(
            mapped ->
                new Outline(Arrays.stream(mapped).map(at -> new Point(at[0], at[1])).toList()));
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
