package io.morelli.testing;

import io.morelli.image.RgbImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Distinct pictures with enough texture for key points, the same for the same seed. */
public final class TestPictures {

  private static final int SHAPES = 150;

  private TestPictures() {}

  /** A collage of random shapes, 480 x 360. */
  public static BufferedImage collage(int seed) {
    return collage(seed, 480, 360);
  }

  public static BufferedImage collage(int seed, int width, int height) {
    Random random = new Random(seed);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(colour(random));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < SHAPES; i++) {
      graphics.setColor(colour(random));
      graphics.setTransform(
          AffineTransform.getRotateInstance(
              random.nextDouble() * Math.PI,
              random.nextDouble() * width,
              random.nextDouble() * height));
      int size = 8 + random.nextInt(50);
      int x = random.nextInt(width);
      int y = random.nextInt(height);
      if (random.nextBoolean()) {
        graphics.fillRect(x, y, size, 8 + random.nextInt(50));
      } else {
        graphics.fill(new Ellipse2D.Double(x, y, size, size));
      }
    }
    graphics.dispose();
    return picture;
  }

  /** The picture turned by any angle about its centre, on grey. */
  public static BufferedImage rotated(BufferedImage picture, double degrees) {
    BufferedImage turned =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = turned.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    graphics.rotate(Math.toRadians(degrees), picture.getWidth() / 2.0, picture.getHeight() / 2.0);
    graphics.drawImage(picture, 0, 0, null);
    graphics.dispose();
    return turned;
  }

  public static BufferedImage mirrored(BufferedImage picture) {
    int width = picture.getWidth();
    BufferedImage flipped =
        new BufferedImage(width, picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = flipped.createGraphics();
    graphics.drawImage(picture, width, 0, -width, picture.getHeight(), null);
    graphics.dispose();
    return flipped;
  }

  public static RgbImage rgb(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    byte[] rgb = new byte[3 * width * height];
    int i = 0;
    for (int pixel : picture.getRGB(0, 0, width, height, null, 0, width)) {
      rgb[i++] = (byte) (pixel >> 16);
      rgb[i++] = (byte) (pixel >> 8);
      rgb[i++] = (byte) pixel;
    }
    return new RgbImage(width, height, rgb);
  }

  public static byte[] jpeg(BufferedImage picture) {
    return encode(picture, "jpeg");
  }

  public static byte[] png(BufferedImage picture) {
    return encode(picture, "png");
  }

  /** By the writer of the JDK or TwelveMonkeys of that name. */
  public static byte[] encode(BufferedImage picture, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
  }
}
