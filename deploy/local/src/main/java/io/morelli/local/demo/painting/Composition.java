package io.morelli.local.demo.painting;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/** Circles, bars, triangles and chequers floating over each other. */
final class Composition implements Motif {

  @Override
  public void paint(Canvas canvas) {
    double ground = canvas.between(0.7, 0.97);
    canvas.gradient(
        0,
        canvas.palette.color(canvas.random, ground),
        canvas.height,
        canvas.palette.color(canvas.random, ground - 0.2));
    canvas.brush(1500, 40, 0.1);
    int forms = 14 + canvas.random.nextInt(18);
    for (int i = 0; i < forms; i++) {
      canvas.graphics.setComposite(
          AlphaComposite.getInstance(
              AlphaComposite.SRC_OVER, 0.7f + 0.3f * canvas.random.nextFloat()));
      canvas.graphics.setColor(canvas.palette.any(canvas.random));
      form(canvas, canvas.between(0, canvas.width), canvas.between(0, canvas.height));
    }
    canvas.graphics.setComposite(AlphaComposite.SrcOver);
    canvas.wobble(6, 40);
    canvas.brush(3000, 9, 0.2);
  }

  private static void form(Canvas canvas, double x, double y) {
    double size = 20 + 130 * Math.pow(canvas.random.nextDouble(), 2);
    switch (canvas.random.nextInt(6)) {
      case 0 -> rings(canvas, x, y, size);
      case 1 -> {
        Path2D triangle = new Path2D.Double();
        triangle.moveTo(x + size * canvas.random.nextGaussian(), y - size);
        triangle.lineTo(x - size, y + size * canvas.between(0, 1));
        triangle.lineTo(x + size, y + size * canvas.between(0, 1));
        triangle.closePath();
        canvas.graphics.fill(triangle);
      }
      case 2 -> {
        canvas.graphics.setStroke(new BasicStroke((float) canvas.between(2, 16)));
        double angle = canvas.between(0, Math.PI);
        double dx = 2 * size * Math.cos(angle);
        double dy = 2 * size * Math.sin(angle);
        canvas.graphics.draw(new Line2D.Double(x - dx, y - dy, x + dx, y + dy));
      }
      case 3 -> chequers(canvas, x, y, size);
      case 4 -> {
        canvas.graphics.setStroke(new BasicStroke((float) canvas.between(3, 12)));
        canvas.graphics.draw(
            new Arc2D.Double(
                x - size,
                y - size,
                2 * size,
                2 * size,
                canvas.between(0, 360),
                canvas.between(60, 300),
                Arc2D.OPEN));
      }
      default -> {
        for (int i = 0; i < 7; i++) {
          double dot = size * 0.12 * (1 + i % 3);
          canvas.graphics.fill(
              new Ellipse2D.Double(x + i * size * 0.34, y + size * 0.2 * Math.sin(i), dot, dot));
        }
      }
    }
  }

  private static void rings(Canvas canvas, double x, double y, double size) {
    int count = 1 + canvas.random.nextInt(4);
    for (int i = 0; i < count; i++) {
      double radius = size * (count - i) / count;
      canvas.graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
      canvas.graphics.setColor(i % 2 == 0 ? Color.DARK_GRAY : canvas.palette.any(canvas.random));
    }
  }

  private static void chequers(Canvas canvas, double x, double y, double size) {
    int fields = 3 + canvas.random.nextInt(4);
    double field = size / fields;
    var upright = canvas.graphics.getTransform();
    canvas.graphics.rotate(canvas.between(0, Math.PI), x, y);
    for (int i = 0; i < fields * fields; i++) {
      if ((i / fields + i % fields) % 2 == 0) {
        canvas.graphics.fillRect(
            (int) (x + i % fields * field),
            (int) (y + i / fields * field),
            (int) field,
            (int) field);
      }
    }
    canvas.graphics.setTransform(upright);
  }
}
