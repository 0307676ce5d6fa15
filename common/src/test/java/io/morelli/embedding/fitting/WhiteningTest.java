package io.morelli.embedding.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
  void theProjectedNumbersAreUncorrelatedAndEquallySpread() {
    float[][] vectors = vectors();
    Whitening whitening = Whitening.fit(vectors, 3);

    assertThat(whitening.kept()).isCloseTo(1, within(1e-6));
    double[][] projected = project(whitening, vectors, 3);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double covariance = 0;
        double mean = 0;
        for (double[] vector : projected) {
          covariance += vector[i] * vector[j] / projected.length;
          mean += vector[i] / projected.length;
        }
        assertThat(mean).isCloseTo(0, within(1e-3));
        assertThat(covariance).as("%d, %d", i, j).isCloseTo(i == j ? 1 : 0, within(1e-2));
      }
    }
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
