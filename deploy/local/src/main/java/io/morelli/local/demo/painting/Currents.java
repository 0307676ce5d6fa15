package io.morelli.local.demo.painting;

import java.awt.BasicStroke;
import java.awt.geom.Path2D;

/** Long strokes that follow a swirling field, with whirls here and there. */
final class Currents implements Motif {

  private static final int STROKES = 1100;
  private static final int STEPS = 9;

  @Override
  public void paint(Canvas canvas) {
    canvas.gradient(
        0,
        canvas.palette.color(canvas.random, 0.3),
        canvas.height,
        canvas.palette.accent(canvas.random, 0.4));
    int whirls = 3 + canvas.random.nextInt(4);
    double[][] centre = new double[whirls][];
    for (int i = 0; i < whirls; i++) {
      centre[i] =
          new double[] {
            canvas.between(0, canvas.width),
            canvas.between(0, canvas.height),
            canvas.between(3000, 26000) * (canvas.random.nextBoolean() ? 1 : -1)
          };
    }
    double drift = canvas.between(0, 2 * Math.PI);
    double step = canvas.between(5, 9);
    for (int i = 0; i < STROKES; i++) {
      double x = canvas.between(0, canvas.width);
      double y = canvas.between(0, canvas.height);
      canvas.graphics.setColor(canvas.palette.any(canvas.random));
      canvas.graphics.setStroke(
          new BasicStroke(
              (float) canvas.between(2, 6), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      Path2D stroke = new Path2D.Double();
      stroke.moveTo(x, y);
      for (int s = 0; s < STEPS; s++) {
        double flowX = 40 * Math.cos(drift);
        double flowY = 40 * Math.sin(drift);
        for (double[] whirl : centre) {
          double dx = x - whirl[0];
          double dy = y - whirl[1];
          double pull = whirl[2] / (dx * dx + dy * dy + 900) * 8;
          flowX -= dy * pull / 10;
          flowY += dx * pull / 10;
        }
        double norm = step / Math.hypot(flowX, flowY);
        x += flowX * norm;
        y += flowY * norm;
        stroke.lineTo(x, y);
      }
      canvas.graphics.draw(stroke);
    }
  }
}
