package io.morelli.features;

import java.util.BitSet;

/** The part of a query picture that a candidate shows. Immutable. */
public final class Footprint {

  /** Of the grid by which areas are measured, along each side of the picture. */
  private static final int STEPS = 64;

  private final BitSet points = new BitSet(STEPS * STEPS);

  private Footprint() {}

  /**
   * @param homography row-major 3x3, from fractions of the whole query picture to fractions of the
   *     candidate
   */
  public static Footprint of(double[] homography) {
    Homography toCandidate = new Homography(homography);
    Footprint footprint = new Footprint();
    for (int i = 0; i < STEPS * STEPS; i++) {
      double x = (i % STEPS + 0.5) / STEPS;
      double y = (i / STEPS + 0.5) / STEPS;
      footprint.points.set(i, toCandidate.mapsInside(x, y));
    }
    return footprint;
  }

  /** Share of this part's area that another candidate shows as well, 0 to 1. */
  public double shareIn(Footprint other) {
    BitSet both = (BitSet) points.clone();
    both.and(other.points);
    return points.isEmpty() ? 0 : (double) both.cardinality() / points.cardinality();
  }
}
