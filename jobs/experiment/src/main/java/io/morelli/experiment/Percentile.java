package io.morelli.experiment;

/** Percentiles of measured values. */
public final class Percentile {

  private Percentile() {}

  /**
   * The nearest-rank percentile; NaN of none.
   *
   * @param share 0 to 1
   */
  public static double of(double[] ascending, double share) {
    if (ascending.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(share * ascending.length);
    return ascending[Math.max(0, rank - 1)];
  }
}
