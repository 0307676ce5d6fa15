package io.morelli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PercentileTest {

  @Test
  void takesTheNearestRank() {
    assertThat(Percentile.of(new double[] {1, 2, 3, 4}, 0.5)).isEqualTo(2);
    assertThat(Percentile.of(new double[] {1, 2, 3, 4}, 0.99)).isEqualTo(4);
    assertThat(Percentile.of(new double[] {1}, 0.5)).isEqualTo(1);
    assertThat(Percentile.of(new double[0], 0.5)).isNaN();
  }
}
