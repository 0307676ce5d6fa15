package io.morelli.local.indexing;

import java.util.SplittableRandom;

/**
 * Unit vectors with the statistics of real ones, any number of them, none of which need be kept.
 *
 * <p>Fitted to the 256 components that the default model gives for 1,880 pictures of art: a
 * direction that all share (the mean has length 0.2), {@value #CENTRES} centres, and around them
 * and of them a normal distribution whose i-th greatest variance falls with i<sup>-0.4</sup>
 * e<sup>-i/160</sup>. So two vectors have a cosine of 0.04 &plusmn; 0.09 (real: 0.05 &plusmn;
 * 0.10); among 1,880, the median cosine of the nearest is 0.46 (0.46), of the second 0.42 (0.42),
 * of the tenth 0.28 (0.34), of the hundredth 0.18 (0.21); the effective dimension, the
 * participation ratio of the variances, is 108 (111). The axes of the variances are the
 * coordinates, which makes no difference to graphs and inverted lists.
 *
 * <p>Thread-safe.
 */
final class SyntheticVectors {

  private static final int CENTRES = 300;
  private static final double COMMON = 0.2;
  private static final double CENTRE = 0.6;
  private static final double AROUND = Math.sqrt(1 - CENTRE * CENTRE);
  private static final double DECAY = 0.4;

  /** In shares of the dimension. */
  private static final double RANGE = 160.0 / 256;

  /** A copy has a cosine of about 0.9 with what it is a copy of. */
  private static final double COPY = 0.5;

  private final long seed;
  private final double[] deviations;
  private final double[] common;
  private final double[][] centres;

  SyntheticVectors(int dimension, long seed) {
    this.seed = seed;
    deviations = deviations(dimension);
    SplittableRandom random = random(0, 0);
    common = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      common[i] = random.nextGaussian() / Math.sqrt(dimension);
    }
    centres = new double[CENTRES][];
    for (int c = 0; c < CENTRES; c++) {
      centres[c] = normal(random);
    }
  }

  /** The square roots of variances whose sum is 1. */
  private static double[] deviations(int dimension) {
    double[] deviations = new double[dimension];
    double sum = 0;
    for (int i = 0; i < dimension; i++) {
      deviations[i] = Math.pow(i + 1, -DECAY) * Math.exp(-(i + 1) / (RANGE * dimension));
      sum += deviations[i];
    }
    for (int i = 0; i < dimension; i++) {
      deviations[i] = Math.sqrt(deviations[i] / sum);
    }
    return deviations;
  }

  /** Always the same for a number. */
  float[] vector(int number) {
    SplittableRandom random = random(1, number);
    double[] centre = centres[random.nextInt(CENTRES)];
    double[] around = normal(random);
    for (int i = 0; i < around.length; i++) {
      around[i] = COMMON * common[i] + CENTRE * centre[i] + AROUND * around[i];
    }
    return unit(around);
  }

  /**
   * A vector as of a changed copy of that picture; always the same for both numbers.
   *
   * @param copy which one
   */
  float[] copyOf(int number, int copy) {
    float[] vector = vector(number);
    double[] changed = normal(random(2 + copy, number));
    for (int i = 0; i < changed.length; i++) {
      changed[i] = vector[i] + COPY * changed[i];
    }
    return unit(changed);
  }

  private double[] normal(SplittableRandom random) {
    double[] vector = new double[deviations.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = deviations[i] * random.nextGaussian();
    }
    return vector;
  }

  private static float[] unit(double[] vector) {
    double square = 0;
    for (double component : vector) {
      square += component * component;
    }
    double length = Math.sqrt(square);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  private SplittableRandom random(int purpose, int number) {
    return new SplittableRandom((seed * 1_000_003L + purpose) * 1_000_000_007L + number);
  }
}
