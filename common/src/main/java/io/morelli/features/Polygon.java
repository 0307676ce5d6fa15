package io.morelli.features;

import java.util.ArrayList;
import java.util.List;

/** Areas of polygons given as corners {x, y} in order. */
final class Polygon {

  private Polygon() {}

  /** Positive if the corners run clockwise as seen in a picture, where y points down. */
  static double area(double[][] corners) {
    double twice = 0;
    for (int i = 0; i < corners.length; i++) {
      double[] a = corners[i];
      double[] b = corners[(i + 1) % corners.length];
      twice += a[0] * b[1] - b[0] * a[1];
    }
    return twice / 2;
  }

  /** The part of a convex polygon within the unit square (Sutherland and Hodgman, CACM 1974). */
  static double[][] clipToUnitSquare(double[][] corners) {
    double[][] clipped = corners;
    for (int axis = 0; axis < 2; axis++) {
      clipped = clip(clipped, axis, 1, 0);
      clipped = clip(clipped, axis, -1, 1);
    }
    return clipped;
  }

  /** Keeps the side where {@code sign * coordinate + offset} is not negative. */
  private static double[][] clip(double[][] corners, int axis, int sign, int offset) {
    List<double[]> kept = new ArrayList<>();
    for (int i = 0; i < corners.length; i++) {
      double[] a = corners[i];
      double[] b = corners[(i + 1) % corners.length];
      double insideA = sign * a[axis] + offset;
      double insideB = sign * b[axis] + offset;
      if (insideA >= 0) {
        kept.add(a);
      }
      if ((insideA >= 0) != (insideB >= 0)) {
        double t = insideA / (insideA - insideB);
        kept.add(new double[] {a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])});
      }
    }
    return kept.toArray(double[][]::new);
  }
}
