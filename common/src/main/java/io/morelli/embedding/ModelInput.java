package io.morelli.embedding;

import io.morelli.image.BicubicResizer;
import io.morelli.image.RgbImage;

/** The pixels that a model looks at. */
public final class ModelInput {

  private ModelInput() {}

  /**
   * The picture squeezed to a square, whatever its proportions.
   *
   * @param size side of the square, pixels
   * @return {@code 3 * size * size} bytes: the red plane, the green and the blue, each row by row
   */
  public static byte[] of(RgbImage image, int size) {
    byte[] rgb = BicubicResizer.resize(image, size, size).rgb();
    int plane = size * size;
    byte[] planes = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      planes[i] = rgb[3 * i];
      planes[plane + i] = rgb[3 * i + 1];
      planes[2 * plane + i] = rgb[3 * i + 2];
    }
    return planes;
  }
}
