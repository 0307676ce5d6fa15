package io.morelli.embedding.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WhiteningTest {

  private static final int LENGTH = 6;

  /** Six numbers of which five are combinations of others, of very different extent. */
  private static float[][] vectors() {
    Random random = new Random(1);
    float[][] vectors = new float[400][LENGTH];
    for (float[] vector : vectors) {
      double a = random.nextGaussian();
      double b = 0.1 * random.nextGaussian();
      double c = 0.01 * random.nextGaussian();
      for (int j = 0; j < LENGTH; j++) {
        vector[j] = (float) (3 + a * j + b * (j % 2) + c * (j % 3));
      }
    }
    return vectors;
  }

  @Test
  void theProjectedNumbersAreUncorrelatedAndMoreEquallySpread() {
    float[][] vectors = vectors();
    Whitening whitening = Whitening.fit(vectors, 3);

    assertThat(whitening.kept()).isCloseTo(1, within(1e-6));
    double[][] projected = project(whitening, vectors, 3);
    // Each variance is the square root of what it was, so their squares are all that there was.
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      assertThat(mean(projected, i)).isCloseTo(0, within(1e-3));
      double variance = covariance(projected, i, i);
      for (int j = 0; j < 3; j++) {
        double covariance = covariance(projected, i, j);
        double extent = Math.sqrt(variance * covariance(projected, j, j));
        assertThat(covariance / extent).as("%d, %d", i, j).isCloseTo(i == j ? 1 : 0, within(1e-2));
      }
      squares += variance * variance;
    }
    assertThat(squares / variance(vectors)).isCloseTo(1, within(1e-2));
  }

  private static double mean(double[][] vectors, int i) {
    return Arrays.stream(vectors).mapToDouble(v -> v[i]).average().orElseThrow();
  }

  private static double covariance(double[][] vectors, int i, int j) {
    double first = mean(vectors, i);
    double second = mean(vectors, j);
    return Arrays.stream(vectors)
        .mapToDouble(v -> (v[i] - first) * (v[j] - second))
        .average()
        .orElseThrow();
  }

  /** Of all numbers together. */
  private static double variance(float[][] vectors) {
    double[][] numbers =
        Arrays.stream(vectors)
            .map(v -> IntStream.range(0, LENGTH).mapToDouble(i -> v[i]).toArray())
            .toArray(double[][]::new);
    return IntStream.range(0, LENGTH).mapToDouble(i -> covariance(numbers, i, i)).sum();
  }

  @Test
  void theFirstDirectionsKeepMost() {
    assertThat(Whitening.fit(vectors(), 1).kept()).isBetween(0.99, 0.9999);
  }

  private static double[][] project(Whitening whitening, float[][] vectors, int dimension) {
    float[] weight = whitening.tensors().get("projection.weight").floats();
    float[] bias = whitening.tensors().get("projection.bias").floats();
    double[][] projected = new double[vectors.length][dimension];
    for (int v = 0; v < vectors.length; v++) {
      for (int i = 0; i < dimension; i++) {
        double sum = bias[i];
        for (int j = 0; j < LENGTH; j++) {
          sum += (double) weight[i * LENGTH + j] * vectors[v][j];
        }
        projected[v][i] = sum;
      }
    }
    return projected;
  }
}
