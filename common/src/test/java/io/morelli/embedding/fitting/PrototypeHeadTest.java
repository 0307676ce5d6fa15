package io.morelli.embedding.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.morelli.embedding.weights.WeightTensor;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrototypeHeadTest {

  private static final int CHANNELS = 8;
  private static final int CLUSTERS = 4;

  /** Around four corners; the features are 100 times too large. */
  private static float[][] features() {
    Random random = new Random(2);
    float[][] features = new float[200][CHANNELS];
    for (int i = 0; i < features.length; i++) {
      for (int j = 0; j < CHANNELS; j++) {
        double corner = j % CLUSTERS == i % CLUSTERS ? 4 : 1;
        features[i][j] = (float) (100 * (corner + 0.1 * random.nextGaussian()));
      }
    }
    return features;
  }

  @Test
  void theMapOfAClusterIsStrongestAtItsPoints() {
    float[][] features = features();
    Map<String, WeightTensor> head = PrototypeHead.fit(features, 0.01f, CLUSTERS);

    int[] classOf = new int[CLUSTERS];
    for (int i = 0; i < features.length; i++) {
      double[] scores = scores(head, features[i]);
      int best = 0;
      for (int k = 1; k < CLUSTERS; k++) {
        best = scores[k] > scores[best] ? k : best;
      }
      if (i < CLUSTERS) {
        classOf[i] = best;
      }
      assertThat(best).as("point %d", i).isEqualTo(classOf[i % CLUSTERS]);
      assertThat(scores[best]).isPositive();
      double sum = 0;
      for (double score : scores) {
        sum += score / scores[best];
      }
      assertThat(sum).as("scores are differences to their mean").isCloseTo(0, within(1e-3));
    }
    assertThat(classOf).doesNotHaveDuplicates();
  }

  @Test
  void theSameFeaturesGiveTheSameHead() {
    assertThat(PrototypeHead.fit(features(), 0.01f, CLUSTERS).get("cam.weight").floats())
        .containsExactly(PrototypeHead.fit(features(), 0.01f, CLUSTERS).get("cam.weight").floats());
  }

  private static double[] scores(Map<String, WeightTensor> head, float[] feature) {
    float[] weight = head.get("cam.weight").floats();
    float[] bias = head.get("cam.bias").floats();
    double[] scores = new double[CLUSTERS];
    for (int k = 0; k < CLUSTERS; k++) {
      scores[k] = bias[k];
      for (int j = 0; j < CHANNELS; j++) {
        scores[k] += (double) weight[9 * (k * CHANNELS + j) + 4] * feature[j];
      }
    }
    return scores;
  }
}
