package io.morelli.local.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SyntheticVectorsTest {

  private final SyntheticVectors vectors = new SyntheticVectors(256, 1);

  @Test
  void areOfLengthOneAndAlwaysTheSame() {
    assertThat(cosine(vectors.vector(7), vectors.vector(7))).isCloseTo(1, within(1e-6));
    assertThat(new SyntheticVectors(256, 1).vector(7)).isEqualTo(vectors.vector(7));
    assertThat(new SyntheticVectors(256, 2).vector(7)).isNotEqualTo(vectors.vector(7));
  }

  /** The real ones are measured in the class's description. */
  @Test
  void lieToEachOtherAsRealOnesDo() {
    List<float[]> all = IntStream.range(0, 1_880).mapToObj(vectors::vector).toList();
    double[] nearest = new double[100];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < nearest.length; i++) {
      float[] one = all.get(i);
      double[] cosines = all.stream().mapToDouble(other -> cosine(one, other)).sorted().toArray();
      // The last one is itself.
      nearest[i] = cosines[cosines.length - 2];
      for (int k = 0; k < cosines.length - 1; k++) {
        sum += cosines[k];
        squares += cosines[k] * cosines[k];
      }
    }
    double pairs = nearest.length * (all.size() - 1);
    assertThat(sum / pairs).isCloseTo(0.045, within(0.02));
    assertThat(Math.sqrt(squares / pairs - Math.pow(sum / pairs, 2)))
        .isCloseTo(0.096, within(0.02));
    Arrays.sort(nearest);
    assertThat(nearest[50]).isCloseTo(0.456, within(0.05));
  }

  @Test
  void aCopyIsNearerToItsOriginalThanAnythingElse() {
    assertThat(cosine(vectors.vector(3), vectors.copyOf(3, 0))).isBetween(0.85, 0.95);
    assertThat(vectors.copyOf(3, 1)).isNotEqualTo(vectors.copyOf(3, 0));
  }

  private static double cosine(float[] a, float[] b) {
    double cosine = 0;
    for (int i = 0; i < a.length; i++) {
      cosine += a[i] * b[i];
    }
    return cosine;
  }
}
