package io.morelli.local.model;

import java.awt.image.BufferedImage;

/**
 * A map laid over a picture.
 *
 * @param side of the map
 * @param values {@code side * side}, row by row over the whole picture
 * @param low value of the coldest colour
 * @param high value of the hottest colour; above {@code low}
 */
record HeatMap(int side, float[] values, float low, float high) {

  /** Share of the colours where the map is coldest and hottest; the rest is the picture. */
  private static final double FAINTEST = 0.35;

  private static final double STRONGEST = 0.65;

  /** From the map's least to its greatest value. */
  static HeatMap spread(int side, float[] values) {
    float low = Float.MAX_VALUE;
    float high = -Float.MAX_VALUE;
    for (float value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return new HeatMap(side, values, low, Math.max(high, Math.nextUp(low)));
  }

  /** From 0, so that nothing is hot where there is no evidence, to the map's greatest value. */
  static HeatMap fromZero(int side, float[] values) {
    return new HeatMap(side, values, 0, Math.max(spread(side, values).high, Float.MIN_NORMAL));
  }

  /** The picture under the map, grey but for the map's colours. */
  BufferedImage over(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double heat = (at((x + 0.5) / width, (y + 0.5) / height) - low) / (high - low);
        double strength = FAINTEST + (STRONGEST - FAINTEST) * Math.max(0, Math.min(1, heat));
        image.setRGB(x, y, mixed(grey(picture.getRGB(x, y)), HeatColours.of(heat), strength));
      }
    }
    return image;
  }

  /**
   * The value at a place, between the middles of the positions by a cubic B-spline: without the
   * edges that straight lines would show.
   *
   * @param x 0 to 1, from the left
   * @param y 0 to 1, from the top
   */
  private double at(double x, double y) {
    int left = (int) Math.floor(x * side - 0.5);
    int top = (int) Math.floor(y * side - 0.5);
    double[] across = spline(x * side - 0.5 - left);
    double[] down = spline(y * side - 0.5 - top);
    double value = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        value += down[i] * across[j] * values[inside(top - 1 + i) * side + inside(left - 1 + j)];
      }
    }
    return value;
  }

  private int inside(int place) {
    return Math.max(0, Math.min(side - 1, place));
  }

  /**
   * How much the positions count.
   *
   * @param t place between the second and the third of them, 0 to 1
   */
  private static double[] spline(double t) {
    double u = 1 - t;
    return new double[] {
      u * u * u / 6,
      (3 * t * t * t - 6 * t * t + 4) / 6,
      (3 * u * u * u - 6 * u * u + 4) / 6,
      t * t * t / 6
    };
  }

  private static double mix(double from, double to, double share) {
    return from + share * (to - from);
  }

  private static int grey(int rgb) {
    int luminance = (299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000;
    return luminance * 0x01_01_01;
  }

  private static int mixed(int under, int over, double strength) {
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double value = mix(under >> shift & 255, over >> shift & 255, strength);
      colour |= (int) Math.round(value) << shift;
    }
    return colour;
  }
}
