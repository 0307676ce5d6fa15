package io.morelli.local.demo.painting;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** What a motif is painted on and with: the picture, a source of chance and a palette. */
final class Canvas {

  final BufferedImage image;
  final Graphics2D graphics;
  final int width;
  final int height;
  final Random random;
  final Palette palette;

  Canvas(int width, int height, Random random) {
    this.image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    this.graphics = image.createGraphics();
    this.width = width;
    this.height = height;
    this.random = random;
    this.palette = Palette.random(random);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
  }

  /** A number from {@code low} to {@code high}. */
  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** A vertical gradient between two heights. */
  void gradient(double top, Color upper, double bottom, Color lower) {
    graphics.setPaint(new GradientPaint(0, (float) top, upper, 0, (float) bottom, lower));
    graphics.fillRect(0, (int) top, width, (int) Math.ceil(bottom - top));
  }

  /**
   * Goes over the whole picture with short strokes in the colours that are there, along the lines
   * of a smooth random field: it looks painted, and every spot of it becomes recognisable.
   *
   * @param count of strokes
   * @param length of a stroke, pixels
   * @param contrast how much strokes differ from the ground, 0 to 1
   */
  void brush(int count, double length, double contrast) {
    double turn = between(0, Math.PI);
    double waveX = between(0.004, 0.012);
    double waveY = between(0.004, 0.012);
    BasicStroke[] brushes = {new BasicStroke(1.6f), new BasicStroke(2.4f), new BasicStroke(3.6f)};
    for (int i = 0; i < count; i++) {
      double x = between(0, width);
      double y = between(0, height);
      double angle = turn + Math.sin(x * waveX) + Math.cos(y * waveY);
      double half = length * between(0.3, 0.7);
      graphics.setColor(jitter(image.getRGB((int) x, (int) y), contrast));
      graphics.setStroke(brushes[random.nextInt(brushes.length)]);
      double dx = half * Math.cos(angle);
      double dy = half * Math.sin(angle);
      graphics.draw(new Line2D.Double(x - dx, y - dy, x + dx, y + dy));
    }
  }

  /**
   * Shifts what is painted by smooth random amounts, as an unsteady hand would have drawn it, so
   * that no form is the exact copy of another.
   *
   * @param most shift, pixels
   * @param length over which the shift changes, pixels
   */
  void wobble(double most, double length) {
    Noise across = new Noise(random);
    Noise along = new Noise(random);
    int[] steady = image.getRGB(0, 0, width, height, null, 0, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double fromX = x + most * (2 * across.at(x / length, y / length) - 1);
        double fromY = y + most * (2 * along.at(x / length, y / length) - 1);
        image.setRGB(x, y, between(steady, fromX, fromY));
      }
    }
  }

  /** The colour at a point between pixels; outside the picture, the one at its edge. */
  private int between(int[] pixels, double x, double y) {
    double inX = Math.max(0, Math.min(width - 1.001, x));
    double inY = Math.max(0, Math.min(height - 1.001, y));
    int at = (int) inY * width + (int) inX;
    double right = inX - (int) inX;
    double down = inY - (int) inY;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double upper =
          (pixels[at] >> shift & 255) * (1 - right) + (pixels[at + 1] >> shift & 255) * right;
      double lower =
          (pixels[at + width] >> shift & 255) * (1 - right)
              + (pixels[at + width + 1] >> shift & 255) * right;
      rgb |= (int) (upper * (1 - down) + lower * down + 0.5) << shift;
    }
    return rgb;
  }

  private Color jitter(int rgb, double contrast) {
    int lighter = (int) (110 * contrast * random.nextGaussian());
    return new Color(
        clamp((rgb >> 16 & 255) + lighter + random.nextInt(17) - 8),
        clamp((rgb >> 8 & 255) + lighter + random.nextInt(17) - 8),
        clamp((rgb & 255) + lighter + random.nextInt(17) - 8));
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
