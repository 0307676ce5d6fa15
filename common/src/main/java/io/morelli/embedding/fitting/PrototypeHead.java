package io.morelli.embedding.fitting;

import io.morelli.embedding.weights.WeightTensor;
import io.morelli.image.OpenCv;
import java.util.LinkedHashMap;
import java.util.Map;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.TermCriteria;

/**
 * A CAM head without labels, for convolutions that come without one. Its classes are prototypes:
 * the centres of clusters of the features (k-means, begun by seeded k-means++). The map of a class
 * says by how much a position is nearer to its prototype than to the prototypes on average, half
 * the difference of the squared distances, in units of the mean squared distance to the nearest;
 * where it is farther the map is 0. That is linear in the features, so it is a convolution.
 */
final class PrototypeHead {

  private static final int SEED = 1;
  private static final int ITERATIONS = 50;

  /** Centres that move less are done; features are 1 on average. */
  private static final double STILL = 0.01;

  private PrototypeHead() {}

  /**
   * Fits it.
   *
   * @param features of many positions of pictures, each {@link Vgg16Tensors#FEATURES} numbers
   * @param featureScale makes them 1 on average
   * @param classes how many, fewer than positions
   * @return the tensors of {@code cam} and {@code classifier}
   */
  static Map<String, WeightTensor> fit(float[][] features, float featureScale, int classes) {
    OpenCv.load();
    int channels = features[0].length;
    Mat data = new Mat(features.length, channels, CvType.CV_32F);
    Mat labels = new Mat();
    Mat centres = new Mat();
    try {
      float[] row = new float[channels];
      for (int i = 0; i < features.length; i++) {
        for (int j = 0; j < channels; j++) {
          row[j] = featureScale * features[i][j];
        }
        data.put(i, 0, row);
      }
      Core.setRNGSeed(SEED);
      double compactness =
          Core.kmeans(
              data,
              classes,
              labels,
              new TermCriteria(TermCriteria.COUNT + TermCriteria.EPS, ITERATIONS, STILL),
              1,
              Core.KMEANS_PP_CENTERS,
              centres);
      float[] flat = new float[classes * channels];
      centres.get(0, 0, flat);
      return tensors(flat, classes, channels, featureScale, compactness / features.length);
    } finally {
      data.release();
      labels.release();
      centres.release();
    }
  }

  private static Map<String, WeightTensor> tensors(
      float[] centres, int classes, int channels, float featureScale, double unit) {
    double[] mean = new double[channels];
    double[] squares = new double[classes];
    double meanSquare = 0;
    for (int k = 0; k < classes; k++) {
      for (int j = 0; j < channels; j++) {
        double value = centres[k * channels + j];
        mean[j] += value / classes;
        squares[k] += value * value;
      }
      meanSquare += squares[k] / classes;
    }
    // 3 x 3 taps as in every CAM head, of which only the middle one counts.
    float[] weight = new float[9 * classes * channels];
    float[] bias = new float[classes];
    float[] identity = new float[classes * classes];
    for (int k = 0; k < classes; k++) {
      for (int j = 0; j < channels; j++) {
        weight[9 * (k * channels + j) + 4] =
            (float) ((centres[k * channels + j] - mean[j]) * featureScale / unit);
      }
      bias[k] = (float) ((meanSquare - squares[k]) / 2 / unit);
      identity[k * classes + k] = 1;
    }
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    tensors.put("cam.weight", WeightTensor.of(weight, classes, channels, 3, 3));
    tensors.put("cam.bias", WeightTensor.of(bias, classes));
    tensors.put("classifier.weight", WeightTensor.of(identity, classes, classes));
    tensors.put("classifier.bias", WeightTensor.of(new float[classes], classes));
    return tensors;
  }
}
