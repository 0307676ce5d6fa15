package io.morelli.image;

import java.util.Arrays;

/**
 * Bicubic resizing that filters when it shrinks, bit for bit as Pillow's {@code Image.resize(size,
 * BICUBIC)}, because the embedding model was trained on pictures made that way.
 *
 * <p>Source: Pillow, {@code src/libImaging/Resample.c}: Keys' kernel with a = -0.5, stretched by
 * the factor of reduction; weights in fixed point with 22 fractional bits; columns first, then
 * rows, each rounded and clipped to 8 bits. (Since version 13 Pillow takes the rows first where
 * that is cheaper; the order decides the rounding, so it is fixed here.)
 */
public final class BicubicResizer {

  private static final double RADIUS = 2;
  private static final double A = -0.5;
  private static final int FRACTION_BITS = 32 - 8 - 2;
  private static final int HALF = 1 << (FRACTION_BITS - 1);

  private BicubicResizer() {}

  /**
   * @param width of the result, at least 1
   * @param height of the result, at least 1
   */
  public static RgbImage resize(RgbImage image, int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("size must be positive: %d x %d".formatted(width, height));
    }
    byte[] columnsDone = image.rgb();
    if (width != image.width()) {
      columnsDone = resizeColumns(image, width);
    }
    if (height == image.height()) {
      return new RgbImage(
          width, height, columnsDone == image.rgb() ? columnsDone.clone() : columnsDone);
    }
    return new RgbImage(width, height, resizeRows(columnsDone, width, image.height(), height));
  }

  private static byte[] resizeColumns(RgbImage image, int width) {
    Weights weights = Weights.of(image.width(), width);
    byte[] source = image.rgb();
    byte[] target = new byte[3 * width * image.height()];
    int out = 0;
    for (int y = 0; y < image.height(); y++) {
      int row = 3 * y * image.width();
      for (int x = 0; x < width; x++) {
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        int in = row + 3 * weights.first[x];
        int end = weights.offset[x + 1];
        for (int k = weights.offset[x]; k < end; k++) {
          int weight = weights.value[k];
          red += (source[in] & 0xff) * weight;
          green += (source[in + 1] & 0xff) * weight;
          blue += (source[in + 2] & 0xff) * weight;
          in += 3;
        }
        target[out] = clip(red);
        target[out + 1] = clip(green);
        target[out + 2] = clip(blue);
        out += 3;
      }
    }
    return target;
  }

  private static byte[] resizeRows(byte[] source, int width, int sourceHeight, int height) {
    Weights weights = Weights.of(sourceHeight, height);
    int rowBytes = 3 * width;
    byte[] target = new byte[rowBytes * height];
    int[] sums = new int[rowBytes];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, HALF);
      int in = rowBytes * weights.first[y];
      for (int k = weights.offset[y]; k < weights.offset[y + 1]; k++) {
        addRow(sums, source, in, weights.value[k]);
        in += rowBytes;
      }
      for (int i = 0; i < rowBytes; i++) {
        target[rowBytes * y + i] = clip(sums[i]);
      }
    }
    return target;
  }

  /** A loop of its own, simple enough for the compiler to use vector instructions. */
  private static void addRow(int[] sums, byte[] source, int from, int weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (source[from + i] & 0xff) * weight;
    }
  }

  private static byte clip(int fixedPoint) {
    return (byte) Math.max(0, Math.min(255, fixedPoint >> FRACTION_BITS));
  }

  /**
   * Which source pixels make a target pixel, along one axis.
   *
   * @param first source pixel of each target pixel
   * @param offset where the weights of each target pixel begin in {@code value}, and their end
   * @param value fixed point
   */
  private record Weights(int[] first, int[] offset, int[] value) {

    static Weights of(int sourceSize, int targetSize) {
      double scale = (double) sourceSize / targetSize;
      double stretch = Math.max(scale, 1);
      double support = RADIUS * stretch;
      double shrink = 1 / stretch;
      int most = 2 * (int) Math.ceil(support) + 1;
      int[] first = new int[targetSize];
      int[] offset = new int[targetSize + 1];
      int[] value = new int[Math.multiplyExact(most, targetSize)];
      double[] weights = new double[most];
      for (int target = 0; target < targetSize; target++) {
        double center = (target + 0.5) * scale;
        int begin = Math.max(0, (int) (center - support + 0.5));
        int count = Math.min(sourceSize, (int) (center + support + 0.5)) - begin;
        double sum = 0;
        for (int k = 0; k < count; k++) {
          weights[k] = kernel((k + begin - center + 0.5) * shrink);
          sum += weights[k];
        }
        first[target] = begin;
        offset[target + 1] = offset[target] + count;
        for (int k = 0; k < count; k++) {
          double weight = (sum == 0 ? weights[k] : weights[k] / sum) * (1 << FRACTION_BITS);
          value[offset[target] + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
        }
      }
      return new Weights(first, offset, value);
    }

    private static double kernel(double distance) {
      double x = Math.abs(distance);
      if (x < 1) {
        return ((A + 2) * x - (A + 3)) * x * x + 1;
      }
      if (x < 2) {
        return (((x - 5) * x + 8) * x - 4) * A;
      }
      return 0;
    }
  }
}
