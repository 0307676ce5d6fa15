package io.morelli.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** What tests compute with vectors. */
public final class Vectors {

  private Vectors() {}

  /** The cosine of unit vectors. */
  public static double dot(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
