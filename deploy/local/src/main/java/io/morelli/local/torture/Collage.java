package io.morelli.local.torture;

import io.morelli.local.demo.Jpeg;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Small pictures that are quickly made, each with key points of its own. */
final class Collage {

  private static final int SIZE = 240;
  private static final int SHAPES = 60;

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

  private static BufferedImage draw(long number, AffineTransform transform) {
    // Neighbouring seeds begin alike.
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setTransform(transform);
    graphics.setColor(new Color(random.nextInt(1 << 24)));
    graphics.fillRect(0, 0, SIZE, SIZE);
    for (int i = 0; i < SHAPES; i++) {
      double x = random.nextDouble() * SIZE;
      double y = random.nextDouble() * SIZE;
      double width = 6 + random.nextDouble() * 50;
      double height = 6 + random.nextDouble() * 50;
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fill(
          random.nextBoolean()
              ? new Rectangle2D.Double(x, y, width, height)
              : new Ellipse2D.Double(x, y, width, height));
    }
    graphics.dispose();
    return image;
  }
}
