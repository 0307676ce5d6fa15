package io.morelli.index;

import io.morelli.decision.Thresholds;
import io.morelli.embedding.ModelInfo;
import java.util.Map;
import java.util.Random;

/** Models, vectors and images for tests of the index. */
final class IndexSamples {

  private IndexSamples() {}

  static ModelInfo model(String version, int dimension) {
    return new ModelInfo("test", version, 224, dimension, new Thresholds(0.9, 0.1, 10, 20, 10));
  }

  /** A unit vector of normally distributed direction. */
  static float[] randomVector(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return normalised(vector);
  }

  /** A unit vector around another one; the greater the spread, the farther. */
  static float[] near(float[] centre, double spread, Random random) {
    float[] vector = centre.clone();
    double deviation = spread / Math.sqrt(vector.length);
    for (int i = 0; i < vector.length; i++) {
      vector[i] += (float) (deviation * random.nextGaussian());
    }
    return normalised(vector);
  }

  static float[] normalised(float... vector) {
    double square = 0;
    for (float component : vector) {
      square += (double) component * component;
    }
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / Math.sqrt(square));
    }
    return unit;
  }

  static IndexedImage image(String id, float[] vector, Map<String, String> metadata) {
    return new IndexedImage(
        id,
        vector,
        new byte[] {1, 0, -1, 127, -128},
        metadata,
        640,
        480,
        "c0ffee",
        1_700_000_000_123L);
  }

  static IndexedImage image(String id, float... vector) {
    return image(id, normalised(vector), Map.of());
  }
}
