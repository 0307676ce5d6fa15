package io.morelli.experiment;

/**
 * Counts in bins of equal width; what lies outside counts in the first or the last one. Not
 * thread-safe.
 */
final class Histogram {

  private final double low;
  private final double width;
  private final long[] counts;

  Histogram(double low, double width, int bins) {
    this.low = low;
    this.width = width;
    this.counts = new long[bins];
  }

  void add(double value) {
    int bin = (int) Math.floor((value - low) / width);
    counts[Math.max(0, Math.min(counts.length - 1, bin))]++;
  }

  /** For the report. */
  Bins bins() {
    return new Bins(low, width, counts.clone());
  }

  /**
   * @param low lower edge of the first bin
   * @param width of a bin
   * @param counts from the first bin to the last
   */
  record Bins(double low, double width, long[] counts) {

    long total() {
      long total = 0;
      for (long count : counts) {
        total += count;
      }
      return total;
    }
  }
}
