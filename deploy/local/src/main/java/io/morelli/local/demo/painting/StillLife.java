package io.morelli.local.demo.painting;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Vases, bottles and fruit on a table with a striped cloth. */
final class StillLife implements Motif {

  @Override
  public void paint(Canvas canvas) {
    double edge = canvas.height * canvas.between(0.55, 0.72);
    canvas.gradient(
        0,
        canvas.palette.color(canvas.random, canvas.between(0.15, 0.5)),
        edge,
        canvas.palette.color(canvas.random, canvas.between(0.3, 0.7)));
    table(canvas, edge);
    int vases = 1 + canvas.random.nextInt(4);
    for (int i = 0; i < vases; i++) {
      double x = canvas.width * (i + canvas.between(0.3, 0.7)) / vases;
      vase(canvas, x, edge + canvas.between(10, 50), canvas.height * canvas.between(0.25, 0.5));
    }
    int fruits = 4 + canvas.random.nextInt(9);
    for (int i = 0; i < fruits; i++) {
      double near = (i + 1.0) / fruits;
      fruit(
          canvas,
          canvas.between(0.08, 0.92) * canvas.width,
          edge + near * 0.8 * (canvas.height - edge),
          canvas.between(20, 48));
    }
    canvas.wobble(5, 34);
    canvas.brush(3600, 11, 0.24);
  }

  private static void table(Canvas canvas, double edge) {
    canvas.graphics.setColor(canvas.palette.accent(canvas.random, canvas.between(0.35, 0.8)));
    canvas.graphics.fill(new Rectangle2D.Double(0, edge, canvas.width, canvas.height - edge));
    int stripes = 5 + canvas.random.nextInt(9);
    double vanishing = canvas.between(0.3, 0.7) * canvas.width;
    for (int i = -stripes; i < 2 * stripes; i++) {
      double x = (double) canvas.width * i / stripes;
      double wide = 0.4 * canvas.width / stripes;
      Path2D stripe = new Path2D.Double();
      stripe.moveTo(x, canvas.height);
      stripe.lineTo(x + wide, canvas.height);
      stripe.lineTo(vanishing + (x + wide - vanishing) * 0.5, edge);
      stripe.lineTo(vanishing + (x - vanishing) * 0.5, edge);
      canvas.graphics.setColor(canvas.palette.color(canvas.random, canvas.between(0.4, 0.9)));
      canvas.graphics.fill(stripe);
    }
  }

  private static void vase(Canvas canvas, double x, double foot, double tall) {
    double wide = tall * canvas.between(0.14, 0.3);
    double neck = wide * canvas.between(0.25, 0.8);
    Path2D body = new Path2D.Double();
    body.moveTo(x - wide * 0.5, foot);
    body.curveTo(
        x - wide * 1.6, foot - tall * 0.4, x - neck, foot - tall * 0.6, x - neck, foot - tall);
    body.lineTo(x + neck, foot - tall);
    body.curveTo(
        x + neck, foot - tall * 0.6, x + wide * 1.6, foot - tall * 0.4, x + wide * 0.5, foot);
    body.closePath();
    shadow(canvas, x + wide * 0.6, foot, wide * 2.4);
    Color color = canvas.palette.any(canvas.random);
    canvas.graphics.setPaint(
        new GradientPaint(
            (float) (x - wide),
            0,
            color.brighter(),
            (float) (x + wide),
            0,
            color.darker().darker()));
    canvas.graphics.fill(body);
    Shape outside = canvas.graphics.getClip();
    canvas.graphics.clip(body);
    int bands = canvas.random.nextInt(7);
    for (int i = 0; i < bands; i++) {
      canvas.graphics.setColor(canvas.palette.any(canvas.random));
      double y = foot - tall * canvas.between(0.1, 0.95);
      canvas.graphics.fill(
          new Ellipse2D.Double(x - wide * 1.5, y, wide * 3, canvas.between(4, 16)));
    }
    canvas.graphics.setClip(outside);
    if (canvas.random.nextBoolean()) {
      flowers(canvas, x, foot - tall, tall * 0.45);
    }
  }

  private static void flowers(Canvas canvas, double x, double y, double spread) {
    for (int i = 0; i < 9; i++) {
      double flowerX = x + spread * 0.6 * canvas.random.nextGaussian();
      double flowerY = y - spread * canvas.between(0.1, 0.9);
      canvas.graphics.setColor(canvas.palette.any(canvas.random));
      for (int petal = 0; petal < 6; petal++) {
        double angle = petal * Math.PI / 3 + i;
        canvas.graphics.fill(
            new Ellipse2D.Double(
                flowerX + 9 * Math.cos(angle) - 8, flowerY + 9 * Math.sin(angle) - 8, 16, 16));
      }
      canvas.graphics.setColor(new Color(250, 220, 90));
      canvas.graphics.fill(new Ellipse2D.Double(flowerX - 6, flowerY - 6, 12, 12));
    }
  }

  private static void fruit(Canvas canvas, double x, double y, double radius) {
    shadow(canvas, x + radius * 0.5, y + radius * 0.8, radius * 2.2);
    Color color = canvas.palette.any(canvas.random);
    canvas.graphics.setPaint(
        new RadialGradientPaint(
            (float) (x - radius * 0.35),
            (float) (y - radius * 0.4),
            (float) (radius * 1.5),
            new float[] {0, 0.35f, 1},
            new Color[] {color.brighter().brighter(), color, color.darker().darker()}));
    canvas.graphics.fill(new Ellipse2D.Double(x - radius, y - radius, radius * 2, radius * 1.9));
  }

  private static void shadow(Canvas canvas, double x, double y, double wide) {
    canvas.graphics.setColor(new Color(0, 0, 0, 80));
    canvas.graphics.fill(new Ellipse2D.Double(x - wide / 2, y - wide * 0.12, wide, wide * 0.24));
  }
}
