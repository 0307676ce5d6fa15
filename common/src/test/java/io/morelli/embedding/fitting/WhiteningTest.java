package io.morelli.embedding.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
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
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double covariance = covariance(projected, i, j);
        double extent = Math.sqrt(covariance(projected, i, i) * covariance(projected, j, j));
        assertThat(covariance / extent).as("%d, %d", i, j).isCloseTo(i == j ? 1 : 0, within(1e-2));
      }
      squares += Math.pow(covariance(projected, i, i), 2);
    }
    // Attenuated: each variance is the square root of the one before.
    double[][] before = new double[vectors.length][LENGTH];
    for (int v = 0; v < vectors.length; v++) {
      for (int j = 0; j < LENGTH; j++) {
        before[v][j] = vectors[v][j];
      }
    }
    double variance = 0;
    for (int j = 0; j < LENGTH; j++) {
      variance += covariance(before, j, j);
    }
    assertThat(squares / variance).isCloseTo(1, within(1e-2));
  }

  private static double covariance(double[][] vectors, int i, int j) {
    double first = Arrays.stream(vectors).mapToDouble(v -> v[i]).average().orElseThrow();
    double second = Arrays.stream(vectors).mapToDouble(v -> v[j]).average().orElseThrow();
    return Arrays.stream(vectors)
        .mapToDouble(v -> (v[i] - first) * (v[j] - second))
        .average()
        .orElseThrow();
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
