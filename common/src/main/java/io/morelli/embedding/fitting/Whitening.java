package io.morelli.embedding.fitting;

import io.morelli.embedding.weights.WeightTensor;
import io.morelli.image.OpenCv;
import java.util.LinkedHashMap;
import java.util.Map;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * An attenuated PCA whitening (Mukundan et al., IJCV 2019): a projection after which the numbers of
 * a vector are uncorrelated and more equally spread, as far as the pictures show it that it was
 * fitted on.
 *
 * @param tensors {@code projection.weight} [dimension, D] and {@code projection.bias}
 * @param kept share of the variance that the projection keeps, 0 to 1
 */
record Whitening(Map<String, WeightTensor> tensors, double kept) {

  /**
   * Of the variances that directions are divided by, as in Python ({@code whitening.py}); with 0.5
   * (Jegou and Chum, ECCV 2012) directions of little variance, mostly noise, count as much as
   * others.
   */
  private static final double EXPONENT = 0.25;

  /** Keeps a direction in which there is no extent from being blown up. */
  private static final double SMALLEST_VARIANCE = 1e-9;

  /**
   * @param vectors at least two, each of D numbers, D not less than the dimension
   */
  static Whitening fit(float[][] vectors, int dimension) {
    OpenCv.load();
    int length = vectors[0].length;
    Mat data = new Mat(vectors.length, length, CvType.CV_64F);
    Mat mean = new Mat();
    Mat directions = new Mat();
    Mat variances = new Mat();
    try {
      double[] row = new double[length];
      for (int i = 0; i < vectors.length; i++) {
        for (int j = 0; j < length; j++) {
          row[j] = vectors[i][j];
        }
        data.put(i, 0, row);
      }
      Core.PCACompute2(data, mean, directions, variances);
      double[] centre = new double[length];
      mean.get(0, 0, centre);
      float[] weight = new float[dimension * length];
      float[] bias = new float[dimension];
      for (int i = 0; i < dimension; i++) {
        double divisor =
            Math.pow(Math.max(0, variances.get(i, 0)[0]) + SMALLEST_VARIANCE, EXPONENT);
        directions.get(i, 0, row);
        double shift = 0;
        for (int j = 0; j < length; j++) {
          weight[i * length + j] = (float) (row[j] / divisor);
          shift += row[j] / divisor * centre[j];
        }
        bias[i] = (float) -shift;
      }
      double all = Core.sumElems(variances).val[0];
      double chosen = Core.sumElems(variances.rowRange(0, dimension)).val[0];
      Map<String, WeightTensor> tensors = new LinkedHashMap<>();
      tensors.put("projection.weight", WeightTensor.of(weight, dimension, length));
      tensors.put("projection.bias", WeightTensor.of(bias, dimension));
      return new Whitening(tensors, chosen / all);
    } finally {
      data.release();
      mean.release();
      directions.release();
      variances.release();
    }
  }
}
