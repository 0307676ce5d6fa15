package io.morelli.features;

import java.util.stream.IntStream;

/**
 * A projective map between two pictures, both in fractions of their width and height.
 *
 * @param elements row-major 3x3, the last one 1
 */
record Homography(double[] elements) {

  /** Of the unit square, clockwise as seen in a picture. */
  private static final double[][] CORNERS = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};

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
