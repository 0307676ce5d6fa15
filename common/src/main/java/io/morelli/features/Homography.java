package io.morelli.features;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A projective map between two pictures, both in fractions of their width and height.
 *
 * @param elements row-major 3x3, of any scale whose sign keeps what is seen in front
 */
public record Homography(double[] elements) {

  /** Of the unit square, clockwise as seen in a picture. */
  private static final double[][] CORNERS = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};

  public Homography {
    if (elements.length != 9) {
      throw new IllegalArgumentException("a homography has 9 elements, not " + elements.length);
    }
  }

  /** Rewrites a homography between pixels of two pictures of the given sizes. */
  static Homography ofPixels(
      double[] pixels, int fromWidth, int fromHeight, int toWidth, int toHeight) {
    double[] columns = {fromWidth, fromHeight, 1};
    double[] rows = {toWidth, toHeight, 1};
    double[] elements = new double[9];
    for (int i = 0; i < 9; i++) {
      elements[i] = pixels[i] * columns[i % 3] / rows[i / 3] / pixels[8];
    }
    return new Homography(elements);
  }

  /** The corners of a picture, clockwise from the upper left, as {@code {x, y}}. */
  public static double[][] corners() {
    return Arrays.stream(CORNERS).map(double[]::clone).toArray(double[][]::new);
  }

  /**
   * Where points lie in the target picture.
   *
   * @param points {@code {x, y}} each
   * @return empty if one of them lies beyond the horizon, or is not a number
   */
  public Optional<double[][]> map(double[][] points) {
    for (double[] point : points) {
      // Written so that NaN fails.
      if (!(depth(point) > 0)) {
        return Optional.empty();
      }
    }
    return Optional.of(Arrays.stream(points).map(this::map).toArray(double[][]::new));
  }

  /** From the target picture to the source. */
  public Homography inverse() {
    double[] h = elements;
    double[] cofactors = {
      h[4] * h[8] - h[5] * h[7], h[2] * h[7] - h[1] * h[8], h[1] * h[5] - h[2] * h[4],
      h[5] * h[6] - h[3] * h[8], h[0] * h[8] - h[2] * h[6], h[2] * h[3] - h[0] * h[5],
      h[3] * h[7] - h[4] * h[6], h[1] * h[6] - h[0] * h[7], h[0] * h[4] - h[1] * h[3]
    };
    // Its sign matters to what is beyond the horizon.
    double determinant = determinant();
    return new Homography(
        Arrays.stream(cofactors).map(cofactor -> cofactor / determinant).toArray());
  }

  /**
   * Whether the whole picture stays in front of the camera and is not mirrored. Then its outline
   * maps to a convex quadrilateral with the corners in the same order.
   */
  boolean keepsOrientation() {
    for (double[] corner : CORNERS) {
      // Written so that NaN fails.
      if (!(depth(corner) > 0)) {
        return false;
      }
    }
    return determinant() > 0;
  }

  /** Area of the image of the unit square, if it {@link #keepsOrientation}. */
  double area() {
    return Polygon.area(outline());
  }

  /** Share of the target picture that the image of the unit square covers, 0 to 1. */
  double overlap() {
    return Math.min(1, Polygon.area(Polygon.clipToUnitSquare(outline())));
  }

  /** Which key points of the source lie within the target picture. */
  int[] indicesInside(KeyPoints source) {
    return IntStream.range(0, source.count())
        .filter(i -> mapsInside(source.x(i) / source.width(), source.y(i) / source.height()))
        .toArray();
  }

  /** Whether this point of the source lies within the target picture. */
  boolean mapsInside(double x, double y) {
    double[] from = {x, y};
    double[] to = map(from);
    return depth(from) > 0 && to[0] >= 0 && to[0] <= 1 && to[1] >= 0 && to[1] <= 1;
  }

  private double[][] outline() {
    double[][] outline = new double[CORNERS.length][];
    for (int i = 0; i < outline.length; i++) {
      outline[i] = map(CORNERS[i]);
    }
    return outline;
  }

  private double[] map(double[] p) {
    double[] h = elements;
    double depth = depth(p);
    return new double[] {
      (h[0] * p[0] + h[1] * p[1] + h[2]) / depth, (h[3] * p[0] + h[4] * p[1] + h[5]) / depth
    };
  }

  private double depth(double[] p) {
    return elements[6] * p[0] + elements[7] * p[1] + elements[8];
  }

  private double determinant() {
    double[] h = elements;
    return h[0] * (h[4] * h[8] - h[5] * h[7])
        - h[1] * (h[3] * h[8] - h[5] * h[6])
        + h[2] * (h[3] * h[7] - h[4] * h[6]);
  }
}
