package io.morelli.local.demo.painting;

import java.awt.Color;
import java.awt.RadialGradientPaint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;

/** A sky with sun or moon, ridges one behind the other, and trees. */
final class Landscape implements Motif {

  @Override
  public void paint(Canvas canvas) {
    double horizon = canvas.height * canvas.between(0.3, 0.6);
    double light = canvas.between(0.55, 1);
    sky(canvas, horizon, light);
    int ridges = 3 + canvas.random.nextInt(4);
    for (int i = 0; i < ridges; i++) {
      double near = (i + 1.0) / ridges;
      double base = horizon + (canvas.height - horizon) * (near - 0.5 / ridges) * 0.9;
      ridge(canvas, base, canvas.height * 0.16 * (1.2 - 0.8 * near), light * (0.85 - 0.6 * near));
    }
    trees(canvas, light);
    canvas.brush(3200, 13, 0.22);
  }

  private static void sky(Canvas canvas, double horizon, double light) {
    canvas.gradient(
        0,
        canvas.palette.accent(canvas.random, light * 0.75),
        canvas.height,
        canvas.palette.color(canvas.random, light));
    double radius = canvas.between(18, 55);
    double x = canvas.between(0.1, 0.9) * canvas.width;
    double y = canvas.between(0.2, 0.9) * horizon;
    Color glow = new Color(255, 240, 200);
    canvas.graphics.setPaint(
        new RadialGradientPaint(
            (float) x,
            (float) y,
            (float) (radius * 3),
            new float[] {0, 0.32f, 0.36f, 1},
            new Color[] {glow, glow, new Color(255, 235, 190, 110), new Color(255, 235, 190, 0)}));
    canvas.graphics.fill(
        new Ellipse2D.Double(x - radius * 3, y - radius * 3, radius * 6, radius * 6));
    for (int i = 0; i < 40; i++) {
      int shade = 225 + canvas.random.nextInt(30);
      canvas.graphics.setColor(new Color(shade, shade, shade, 70));
      double cloudY = Math.pow(canvas.random.nextDouble(), 2) * horizon;
      canvas.graphics.fill(
          new Ellipse2D.Double(
              canvas.between(-60, canvas.width),
              cloudY,
              canvas.between(40, 190),
              canvas.between(5, 26)));
    }
  }

  private static void ridge(Canvas canvas, double base, double amplitude, double brightness) {
    Path2D outline = new Path2D.Double();
    outline.moveTo(0, canvas.height);
    double phase = canvas.between(0, 7);
    double length = canvas.between(90, 220);
    double rough = 0;
    for (int x = 0; x <= canvas.width + 6; x += 6) {
      rough = 0.9 * rough + amplitude * 0.16 * canvas.random.nextGaussian();
      double wave =
          Math.sin(phase + x / length) + 0.5 * Math.sin(2.3 * phase + x / (0.37 * length));
      outline.lineTo(x, base - amplitude * wave * 0.6 - rough);
    }
    outline.lineTo(canvas.width + 6, canvas.height);
    outline.closePath();
    canvas.graphics.setColor(canvas.palette.color(canvas.random, brightness));
    canvas.graphics.fill(outline);
  }

  private static void trees(Canvas canvas, double light) {
    int count = canvas.random.nextInt(26);
    for (int i = 0; i < count; i++) {
      double near = Math.sqrt((i + 1.0) / count);
      double size = canvas.height * 0.24 * near * canvas.between(0.5, 1);
      double x = canvas.between(0, canvas.width);
      double foot = canvas.height * (0.66 + 0.33 * near);
      canvas.graphics.setColor(canvas.palette.color(canvas.random, 0.16 * light));
      canvas.graphics.fill(new Ellipse2D.Double(x - size * 0.04, foot - size, size * 0.08, size));
      for (int leaf = 0; leaf < 14; leaf++) {
        canvas.graphics.setColor(
            canvas.palette.color(canvas.random, light * canvas.between(0.2, 0.55)));
        double leafSize = size * canvas.between(0.15, 0.34);
        canvas.graphics.fill(
            new Ellipse2D.Double(
                x + size * 0.22 * canvas.random.nextGaussian() - leafSize / 2,
                foot - size * canvas.between(0.55, 1.25),
                leafSize,
                leafSize * 0.8));
      }
    }
  }
}
