package io.morelli.local.demo.painting;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.RadialGradientPaint;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;

/** A head with hair, face and clothes in front of a dark ground. */
final class Portrait implements Motif {

  @Override
  public void paint(Canvas canvas) {
    Color ground = canvas.palette.color(canvas.random, canvas.between(0.15, 0.6));
    canvas.graphics.setPaint(
        new RadialGradientPaint(
            (float) (canvas.width * canvas.between(0.2, 0.8)),
            (float) (canvas.height * canvas.between(0.2, 0.6)),
            canvas.width * 0.8f,
            new float[] {0, 1},
            new Color[] {ground.brighter(), ground.darker().darker()}));
    canvas.graphics.fillRect(0, 0, canvas.width, canvas.height);
    canvas.brush(1600, 26, 0.2);

    double head = canvas.height * canvas.between(0.17, 0.24);
    double x = canvas.width * canvas.between(0.38, 0.62);
    double y = canvas.height * canvas.between(0.33, 0.44);
    clothes(canvas, x, y, head);
    hair(canvas, x, y, head, 1.25, 22);
    face(canvas, x, y, head);
    hair(canvas, x, y - head * 0.85, head, 0.7, 12);
    canvas.brush(2600, 9, 0.2);
  }

  private static void clothes(Canvas canvas, double x, double y, double head) {
    Path2D bust = new Path2D.Double();
    double shoulders = head * canvas.between(1.7, 2.6);
    bust.moveTo(x - shoulders * 1.2, canvas.height);
    bust.curveTo(
        x - shoulders,
        y + head * 1.3,
        x - head * 0.5,
        y + head * 1.5,
        x - head * 0.4,
        y + head * 0.9);
    bust.lineTo(x + head * 0.4, y + head * 0.9);
    bust.curveTo(
        x + head * 0.5,
        y + head * 1.5,
        x + shoulders,
        y + head * 1.3,
        x + shoulders * 1.2,
        canvas.height);
    bust.closePath();
    canvas.graphics.setColor(canvas.palette.accent(canvas.random, canvas.between(0.25, 0.8)));
    canvas.graphics.fill(bust);
    var whole = canvas.graphics.getClip();
    canvas.graphics.clip(bust);
    int folds = 12 + canvas.random.nextInt(20);
    for (int i = 0; i < folds; i++) {
      canvas.graphics.setColor(canvas.palette.any(canvas.random));
      canvas.graphics.setStroke(new BasicStroke((float) canvas.between(2, 9)));
      double from = x + shoulders * canvas.between(-1.2, 1.2);
      canvas.graphics.draw(
          new Arc2D.Double(
              from,
              y + head * canvas.between(0.9, 2),
              shoulders * canvas.between(0.3, 1),
              canvas.height * 0.6,
              canvas.between(60, 120),
              canvas.between(40, 120),
              Arc2D.OPEN));
    }
    canvas.graphics.setClip(whole);
  }

  private static void hair(
      Canvas canvas, double x, double y, double head, double spread, int locks) {
    double brightness = canvas.between(0.08, 0.6);
    for (int i = 0; i < locks; i++) {
      canvas.graphics.setColor(
          canvas.palette.color(canvas.random, brightness * canvas.between(0.7, 1.3)));
      double size = head * canvas.between(0.5, 0.8);
      double angle = Math.PI * canvas.between(-1.15, 0.15);
      canvas.graphics.fill(
          new Ellipse2D.Double(
              x + head * spread * 0.8 * Math.cos(angle) - size / 2,
              y + head * spread * 0.7 * Math.sin(angle) - size / 2,
              size,
              size * canvas.between(0.8, 1.6)));
    }
  }

  private static void face(Canvas canvas, double x, double y, double head) {
    Color skin =
        Color.getHSBColor(
            (float) canvas.between(0.03, 0.1),
            (float) canvas.between(0.25, 0.6),
            (float) canvas.between(0.45, 0.97));
    double wide = head * canvas.between(0.68, 0.85);
    canvas.graphics.setPaint(
        new RadialGradientPaint(
            (float) (x - head * 0.3),
            (float) (y - head * 0.2),
            (float) (head * 1.7),
            new float[] {0, 1},
            new Color[] {skin, skin.darker().darker()}));
    canvas.graphics.fill(new Ellipse2D.Double(x - wide * 0.4, y, wide * 0.8, head * 1.3));
    canvas.graphics.fill(new Ellipse2D.Double(x - wide, y - head, wide * 2, head * 2));
    Color iris = canvas.palette.any(canvas.random);
    double apart = wide * canvas.between(0.38, 0.48);
    double eye = head * canvas.between(0.15, 0.22);
    for (int side = -1; side <= 1; side += 2) {
      double eyeX = x + side * apart;
      double eyeY = y - head * 0.1;
      canvas.graphics.setColor(new Color(240, 235, 225));
      canvas.graphics.fill(new Ellipse2D.Double(eyeX - eye, eyeY - eye * 0.6, eye * 2, eye * 1.2));
      canvas.graphics.setColor(iris);
      canvas.graphics.fill(
          new Ellipse2D.Double(eyeX - eye * 0.55, eyeY - eye * 0.55, eye * 1.1, eye * 1.1));
      canvas.graphics.setColor(Color.BLACK);
      canvas.graphics.fill(
          new Ellipse2D.Double(eyeX - eye * 0.25, eyeY - eye * 0.25, eye * 0.5, eye * 0.5));
      canvas.graphics.setStroke(new BasicStroke((float) (head * 0.05)));
      canvas.graphics.draw(
          new Arc2D.Double(
              eyeX - eye * 1.2, eyeY - eye * 1.7, eye * 2.4, eye * 1.6, 30, 120, Arc2D.OPEN));
    }
    canvas.graphics.setColor(skin.darker());
    canvas.graphics.draw(
        new Arc2D.Double(
            x - head * 0.12, y - head * 0.1, head * 0.24, head * 0.5, 180, 150, Arc2D.OPEN));
    canvas.graphics.setColor(new Color(150, 50, 55));
    double mouth = wide * canvas.between(0.25, 0.45);
    canvas.graphics.draw(
        new Arc2D.Double(
            x - mouth,
            y + head * 0.35,
            mouth * 2,
            head * canvas.between(0.1, 0.3),
            200,
            140,
            Arc2D.OPEN));
  }
}
