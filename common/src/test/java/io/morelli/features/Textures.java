package io.morelli.features;

import io.morelli.image.RgbImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Pictures full of corners, and what people do to pictures. */
final class Textures {

  private Textures() {}

  /** Random coloured triangles; another seed is another picture. */
  static RgbImage triangles(int width, int height, long seed) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = graphics(picture);
    Random random = new Random(seed);
    int count = width * height / 600;
    for (int i = 0; i < count; i++) {
      double x = random.nextDouble() * width;
      double y = random.nextDouble() * height;
      Path2D triangle = new Path2D.Double();
      triangle.moveTo(x, y);
      triangle.lineTo(x + random.nextInt(80) - 40, y + random.nextInt(80) - 40);
      triangle.lineTo(x + random.nextInt(80) - 40, y + random.nextInt(80) - 40);
      triangle.closePath();
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      graphics.fill(triangle);
    }
    graphics.dispose();
    return rgb(picture);
  }

  /** One colour throughout. */
  static RgbImage uniform(int width, int height) {
    return new RgbImage(width, height, new byte[3 * width * height]);
  }

  /** Turned clockwise about its centre and scaled, within a canvas of the given size. */
  static RgbImage transformed(
      RgbImage picture, double degrees, double scale, int width, int height) {
    AffineTransform transform = AffineTransform.getTranslateInstance(width / 2.0, height / 2.0);
    transform.rotate(Math.toRadians(degrees));
    transform.scale(scale, scale);
    transform.translate(-picture.width() / 2.0, -picture.height() / 2.0);
    BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = graphics(target);
    graphics.drawImage(buffered(picture), transform, null);
    graphics.dispose();
    return rgb(target);
  }

  private static Graphics2D graphics(BufferedImage picture) {
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    return graphics;
  }

  private static BufferedImage buffered(RgbImage picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = picture.rgb();
    for (int i = 0; i < rgb.length / 3; i++) {
      int value =
          (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
      image.setRGB(i % picture.width(), i / picture.width(), value);
    }
    return image;
  }

  static RgbImage rgb(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] argb = picture.getRGB(0, 0, width, height, null, 0, width);
    byte[] rgb = new byte[3 * argb.length];
    for (int i = 0; i < argb.length; i++) {
      rgb[3 * i] = (byte) (argb[i] >> 16);
      rgb[3 * i + 1] = (byte) (argb[i] >> 8);
      rgb[3 * i + 2] = (byte) argb[i];
    }
    return new RgbImage(width, height, rgb);
  }
}
