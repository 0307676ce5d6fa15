package io.morelli.local.torture;

import io.morelli.local.demo.Jpeg;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;

/** Small pictures that are quickly made, each with key points of its own. */
final class Collage {

  private static final int SIZE = 240;
  private static final int FEWEST_SHAPES = 30;
  private static final int MORE_SHAPES = 90;
  private static final int MIN_CONTRAST = 40;

  private Collage() {}

  /** Under which it is published. */
  static String id(int number) {
    return "picture-" + number;
  }

  /** The same for the same number; a JPEG file. */
  static byte[] picture(long number) {
    return Jpeg.encode(draw(number, new AffineTransform()), 0.85f);
  }

  /** The same collage, turned a little, smaller and with less quality. */
  static byte[] copy(long number) {
    AffineTransform transform = new AffineTransform();
    transform.rotate(Math.toRadians(4), SIZE / 2.0, SIZE / 2.0);
    transform.scale(0.9, 0.9);
    return Jpeg.encode(draw(number, transform), 0.6f);
  }

  /**
   * Colours, sizes, kinds and places of the shapes are drawn once for all shapes of a picture, so
   * that pictures differ as wholes, too: their vectors have to tell them apart among many.
   */
  private static BufferedImage draw(long number, AffineTransform transform) {
    // Neighbouring seeds begin alike.
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setTransform(transform);
    Color[] palette = new Color[2 + random.nextInt(4)];
    Arrays.setAll(palette, i -> new Color(random.nextInt(1 << 24)));
    // Too little contrast is refused as too simple: 12 of 100,000 were.
    while (Math.abs(luminance(palette[0]) - luminance(palette[1])) < MIN_CONTRAST) {
      palette[1] = new Color(random.nextInt(1 << 24));
    }
    graphics.setPaint(
        new GradientPaint(
            point(random), palette[0], point(random), palette[1], random.nextBoolean()));
    graphics.fillRect(0, 0, SIZE, SIZE);
    Point2D[] centers = new Point2D[1 + random.nextInt(4)];
    Arrays.setAll(centers, i -> point(random));
    double spread = SIZE * (0.1 + 0.4 * random.nextDouble());
    double side = 8 * Math.pow(5, random.nextDouble());
    double stretch = Math.pow(4, random.nextDouble() * 2 - 1);
    double corners = random.nextDouble();
    double turn = random.nextDouble() * Math.PI;
    int shapes = FEWEST_SHAPES + random.nextInt(MORE_SHAPES);
    for (int i = 0; i < shapes; i++) {
      Point2D center = centers[random.nextInt(centers.length)];
      graphics.setTransform(transform);
      graphics.translate(
          center.getX() + spread * random.nextGaussian(),
          center.getY() + spread * random.nextGaussian());
      graphics.rotate(turn + 0.3 * random.nextGaussian());
      double width = side * stretch * (0.5 + random.nextDouble());
      double height = side / stretch * (0.5 + random.nextDouble());
      graphics.setColor(varied(palette[random.nextInt(palette.length)], random));
      graphics.fill(
          random.nextDouble() < corners
              ? new Rectangle2D.Double(-width / 2, -height / 2, width, height)
              : new Ellipse2D.Double(-width / 2, -height / 2, width, height));
    }
    graphics.dispose();
    return image;
  }

  /** 0 to 255. */
  private static double luminance(Color color) {
    return 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
  }

  private static Point2D point(Random random) {
    return new Point2D.Double(random.nextDouble() * SIZE, random.nextDouble() * SIZE);
  }

  private static Color varied(Color color, Random random) {
    return new Color(
        varied(color.getRed(), random),
        varied(color.getGreen(), random),
        varied(color.getBlue(), random));
  }

  private static int varied(int value, Random random) {
    return Math.max(0, Math.min(255, value + random.nextInt(81) - 40));
  }
}
