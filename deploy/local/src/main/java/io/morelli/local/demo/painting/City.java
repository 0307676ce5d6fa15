package io.morelli.local.demo.painting;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Houses with lit windows under a glowing sky, and their reflection in a river. */
final class City implements Motif {

  @Override
  public void paint(Canvas canvas) {
    double quay = canvas.height * canvas.between(0.72, 0.95);
    double light = canvas.between(0.45, 1);
    canvas.gradient(
        0,
        canvas.palette.color(canvas.random, light * 0.6),
        canvas.height,
        canvas.palette.accent(canvas.random, Math.min(1, light * 1.3)));
    for (int row = 0; row < 3; row++) {
      houses(canvas, quay, 0.75 - 0.18 * row, light * (0.75 - 0.25 * row));
    }
    river(canvas, quay);
    canvas.wobble(4, 34);
    canvas.brush(3000, 10, 0.22);
  }

  private static void houses(Canvas canvas, double foot, double tallest, double brightness) {
    double x = -canvas.between(0, 40);
    while (x < canvas.width) {
      double wide = canvas.between(34, 110);
      double tall = canvas.height * tallest * canvas.between(0.45, 1);
      canvas.graphics.setColor(
          canvas.palette.color(canvas.random, brightness * canvas.between(0.6, 1.2)));
      canvas.graphics.fill(new Rectangle2D.Double(x, foot - tall, wide, tall));
      if (canvas.random.nextInt(3) > 0) {
        Path2D roof = new Path2D.Double();
        roof.moveTo(x - 3, foot - tall);
        roof.lineTo(
            x + wide * canvas.between(0.2, 0.8), foot - tall - wide * canvas.between(0.2, 0.9));
        roof.lineTo(x + wide + 3, foot - tall);
        roof.closePath();
        canvas.graphics.setColor(canvas.palette.accent(canvas.random, brightness * 0.8));
        canvas.graphics.fill(roof);
      }
      windows(canvas, x, foot - tall, wide, tall);
      x += wide * canvas.between(0.8, 1.15);
    }
  }

  private static void windows(Canvas canvas, double x, double y, double wide, double tall) {
    double across = canvas.between(11, 22);
    double down = canvas.between(15, 30);
    for (double windowY = y + 8; windowY < y + tall - down; windowY += down) {
      for (double windowX = x + 5; windowX < x + wide - across * 0.7; windowX += across) {
        canvas.graphics.setColor(
            canvas.random.nextInt(3) == 0
                ? new Color(255, 215 + canvas.random.nextInt(40), 120 + canvas.random.nextInt(80))
                : new Color(20, 22, 40));
        canvas.graphics.fill(new Rectangle2D.Double(windowX, windowY, across * 0.55, down * 0.55));
      }
    }
  }

  private static void river(Canvas canvas, double quay) {
    canvas.graphics.setColor(canvas.palette.color(canvas.random, 0.25));
    canvas.graphics.fill(new Rectangle2D.Double(0, quay, canvas.width, canvas.height - quay));
    canvas.graphics.setStroke(new BasicStroke(2.5f));
    for (int i = 0; i < 220; i++) {
      double x = canvas.between(0, canvas.width);
      double y = canvas.between(quay + 2, canvas.height);
      double mirrored = Math.max(0, quay - 1.6 * (y - quay));
      canvas.graphics.setColor(new Color(canvas.image.getRGB((int) x, (int) mirrored)).brighter());
      double half = canvas.between(5, 22);
      canvas.graphics.draw(new Line2D.Double(x - half, y, x + half, y));
    }
  }
}
