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
