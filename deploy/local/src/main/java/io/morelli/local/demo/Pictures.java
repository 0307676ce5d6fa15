package io.morelli.local.demo;

import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.image.RgbImage;
import io.morelli.message.RejectedException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;

/** Conversions between encoded pictures, Java2D's and Morelli's. */
public final class Pictures {

  private Pictures() {}

  /**
   * Upright, as the jobs read it.
   *
   * @throws IOException if they would refuse it
   */
  static RgbImage decode(byte[] encoded) throws IOException {
    try {
      return new ImageDecoder(ImageLimits.DEFAULT).decode(encoded).image();
    } catch (RejectedException e) {
      throw new IOException(e.code() + ", " + e.getMessage(), e);
    }
  }

  /** At most so many pixels on the long side. */
  public static BufferedImage thumbnail(BufferedImage image, int longSide) {
    double scale = Math.min(1, (double) longSide / Math.max(image.getWidth(), image.getHeight()));
    int width = (int) Math.max(1, Math.round(image.getWidth() * scale));
    int height = (int) Math.max(1, Math.round(image.getHeight() * scale));
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }
}
