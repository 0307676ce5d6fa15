package io.morelli.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Objects;

/**
 * An upright 8-bit sRGB picture on the Java heap.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param rgb {@code height * width * 3} bytes, row by row, red, green, blue; not copied, treat as
 *     frozen
 */
public record RgbImage(int width, int height, byte[] rgb) {

  public RgbImage {
    Objects.requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1 || rgb.length != Math.multiplyExact(3, width * height)) {
      throw new IllegalArgumentException(
          "not %d x %d x 3 bytes: %d".formatted(height, width, rgb.length));
    }
  }

  /** The part of the picture that the region covers, at least one pixel. */
  public RgbImage crop(Region region) {
    if (region.coversAll()) {
      return this;
    }
    int left = Math.min(width - 1, (int) Math.round(region.x() * width));
    int top = Math.min(height - 1, (int) Math.round(region.y() * height));
    int right = clamp((int) Math.round((region.x() + region.width()) * width), left + 1, width);
    int bottom = clamp((int) Math.round((region.y() + region.height()) * height), top + 1, height);
    int rowBytes = 3 * (right - left);
    byte[] part = new byte[rowBytes * (bottom - top)];
    for (int y = top; y < bottom; y++) {
      System.arraycopy(rgb, 3 * (y * width + left), part, (y - top) * rowBytes, rowBytes);
    }
    return new RgbImage(right - left, bottom - top, part);
  }

  /** The picture with left and right exchanged. */
  public RgbImage mirrored() {
    byte[] flipped = new byte[rgb.length];
    for (int y = 0; y < height; y++) {
      int row = 3 * y * width;
      for (int x = 0; x < width; x++) {
        System.arraycopy(rgb, row + 3 * x, flipped, row + 3 * (width - 1 - x), 3);
      }
    }
    return new RgbImage(width, height, flipped);
  }

  /** A copy for Java2D, without alpha. */
  public BufferedImage toBufferedImage() {
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
    }
    BufferedImage buffered = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    buffered.setRGB(0, 0, width, height, pixels, 0, width);
    return buffered;
  }

  private static int clamp(int value, int low, int high) {
    return Math.max(low, Math.min(high, value));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage that
        && width == that.width
        && height == that.height
        && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "RgbImage[%d x %d]".formatted(width, height);
  }
}
