package io.morelli.index;

/** Cosine similarity. */
final class Cosine {

  private Cosine() {}

  /**
   * Cosine of two vectors of the same length, neither of them zero, -1 to 1. Summed in double
   * precision and divided by both norms, so that the answer does not depend on how an index rounds
   * or scales its scores.
   */
  static double of(float[] a, float[] b) {
    double dot = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
    }
    return Math.max(-1, Math.min(1, dot / Math.sqrt(squareA * squareB)));
  }
}
