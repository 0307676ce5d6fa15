package io.morelli.local.demo.painting;

import java.util.Random;

/** Smooth value noise on the plane, 0 to 1, which repeats after 64 units in both directions. */
final class Noise {

  private static final int GRID = 64;

  private final double[] knots = new double[GRID * GRID];

  Noise(Random random) {
    for (int i = 0; i < knots.length; i++) {
      knots[i] = random.nextDouble();
    }
  }

  /**
   * @param x 0 or more
   * @param y 0 or more
   */
  double at(double x, double y) {
    int column = (int) x;
    int row = (int) y;
    double right = ease(x - column);
    double down = ease(y - row);
    double upper = knot(column, row) * (1 - right) + knot(column + 1, row) * right;
    double lower = knot(column, row + 1) * (1 - right) + knot(column + 1, row + 1) * right;
    return upper * (1 - down) + lower * down;
  }

  private double knot(int column, int row) {
    return knots[(row & GRID - 1) * GRID + (column & GRID - 1)];
  }

  private static double ease(double t) {
    return t * t * (3 - 2 * t);
  }
}
