package io.morelli.local.demo.painting;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Tiles, each with an ornament of its own, as a quilt or a tiled wall has. */
final class Mosaic implements Motif {

  @Override
  public void paint(Canvas canvas) {
    canvas.graphics.setColor(canvas.palette.color(canvas.random, 0.25));
    canvas.graphics.fillRect(0, 0, canvas.width, canvas.height);
    double tile = canvas.between(44, 110);
    double tilt = canvas.random.nextBoolean() ? 0 : canvas.between(-0.6, 0.6);
    canvas.graphics.rotate(tilt, canvas.width / 2.0, canvas.height / 2.0);
    double margin = tilt == 0 ? 0 : 260;
    for (double y = -margin; y < canvas.height + margin; y += tile) {
      for (double x = -margin; x < canvas.width + margin; x += tile) {
        ornament(canvas, x, y, tile);
      }
    }
    canvas.graphics.rotate(-tilt, canvas.width / 2.0, canvas.height / 2.0);
    canvas.wobble(5, 40);
    canvas.brush(2800, 8, 0.2);
  }

  private static void ornament(Canvas canvas, double x, double y, double tile) {
    canvas.graphics.setColor(canvas.palette.any(canvas.random));
    canvas.graphics.fill(new Rectangle2D.Double(x + 1, y + 1, tile - 2, tile - 2));
    Color color = canvas.palette.any(canvas.random);
    canvas.graphics.setColor(color);
    switch (canvas.random.nextInt(5)) {
      case 0 -> {
        canvas.graphics.setStroke(new BasicStroke((float) (tile * canvas.between(0.08, 0.25))));
        double turned = canvas.random.nextBoolean() ? 0 : tile;
        canvas.graphics.draw(
            new Arc2D.Double(
                x - tile / 2 + turned,
                y - tile / 2,
                tile,
                tile,
                turned == 0 ? 270 : 180,
                90,
                Arc2D.OPEN));
        canvas.graphics.draw(
            new Arc2D.Double(
                x + tile / 2 - turned,
                y + tile / 2,
                tile,
                tile,
                turned == 0 ? 90 : 0,
                90,
                Arc2D.OPEN));
      }
      case 1 -> {
        double inset = tile * canvas.between(0.08, 0.25);
        canvas.graphics.fill(
            new Ellipse2D.Double(x + inset, y + inset, tile - 2 * inset, tile - 2 * inset));
        canvas.graphics.setColor(canvas.palette.any(canvas.random));
        canvas.graphics.fill(
            new Ellipse2D.Double(x + tile * 0.36, y + tile * 0.36, tile * 0.28, tile * 0.28));
      }
      case 2 -> {
        Path2D half = new Path2D.Double();
        half.moveTo(x, y);
        half.lineTo(x + tile, canvas.random.nextBoolean() ? y : y + tile);
        half.lineTo(x, y + tile);
        half.closePath();
        canvas.graphics.fill(half);
      }
      case 3 -> {
        int points = 4 + canvas.random.nextInt(5);
        Path2D star = new Path2D.Double();
        for (int i = 0; i < 2 * points; i++) {
          double radius = tile * (i % 2 == 0 ? 0.46 : 0.2);
          double angle = Math.PI * i / points;
          double starX = x + tile / 2 + radius * Math.cos(angle);
          double starY = y + tile / 2 + radius * Math.sin(angle);
          if (i == 0) {
            star.moveTo(starX, starY);
          } else {
            star.lineTo(starX, starY);
          }
        }
        star.closePath();
        canvas.graphics.fill(star);
      }
      default -> {
        for (int i = 0; i < 5; i++) {
          double wide = tile / 11;
          canvas.graphics.fill(
              new Rectangle2D.Double(x + (2 * i + 1) * wide, y + wide, wide, tile - 2 * wide));
        }
      }
    }
  }
}
