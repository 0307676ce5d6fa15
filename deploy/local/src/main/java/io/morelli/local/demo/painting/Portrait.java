package io.morelli.local.demo.painting;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;

/** A head, turned and tilted, with hair and often a hat, in clothes before a patterned ground. */
final class Portrait implements Motif {

  @Override
  public void paint(Canvas canvas) {
    ground(canvas);
    double head = canvas.height * canvas.between(0.16, 0.22);
    double x = canvas.width * canvas.between(0.4, 0.6);
    double y = canvas.height * canvas.between(0.33, 0.44);
    clothes(canvas, x, y, head);
    AffineTransform upright = canvas.graphics.getTransform();
    canvas.graphics.rotate(canvas.between(-0.3, 0.3), x, y + head);
    double brightness = canvas.between(0.1, 0.6);
    hair(canvas, x, y, head * canvas.between(0.9, 1.3), 26, brightness);
    new Face(canvas, x, y, head).paint();
    if (canvas.random.nextBoolean()) {
      hat(canvas, x, y - head * 0.6, head);
    } else {
      hair(canvas, x, y - head * 0.75, head * 0.6, 14, brightness);
    }
    canvas.graphics.setTransform(upright);
    canvas.wobble(6, 34);
    canvas.brush(4200, 11, 0.24);
  }

  private static void ground(Canvas canvas) {
    Color ground = canvas.palette.color(canvas.random, canvas.between(0.2, 0.6));
    canvas.graphics.setPaint(
        new RadialGradientPaint(
            (float) (canvas.width * canvas.between(0.2, 0.8)),
            (float) (canvas.height * canvas.between(0.2, 0.6)),
            canvas.width * 0.8f,
            new float[] {0, 1},
            new Color[] {ground.brighter(), ground.darker().darker()}));
    canvas.graphics.fillRect(0, 0, canvas.width, canvas.height);
    int leaves = 30 + canvas.random.nextInt(90);
    double size = canvas.between(10, 30);
    double light = canvas.between(0.2, 0.7);
    for (int i = 0; i < leaves; i++) {
      canvas.graphics.setColor(
          canvas.palette.color(canvas.random, light * canvas.between(0.7, 1.3)));
      canvas.graphics.fill(
          blob(canvas, canvas.between(0, canvas.width), canvas.between(0, canvas.height), size));
    }
    canvas.brush(1200, 22, 0.18);
  }

  /** A closed curve round a point, no two alike. */
  private static Shape blob(Canvas canvas, double x, double y, double radius) {
    int corners = 3 + canvas.random.nextInt(4);
    double turn = canvas.between(0, Math.PI);
    Path2D outline = new Path2D.Double();
    for (int i = 0; i <= corners; i++) {
      double angle = turn + 2 * Math.PI * i / corners;
      double far = radius * canvas.between(0.4, 1.3);
      double cornerX = x + far * Math.cos(angle);
      double cornerY = y + far * Math.sin(angle);
      if (i == 0) {
        outline.moveTo(cornerX, cornerY);
      } else {
        double bend = angle - Math.PI / corners;
        double bow = radius * canvas.between(0.5, 1.6);
        outline.quadTo(x + bow * Math.cos(bend), y + bow * Math.sin(bend), cornerX, cornerY);
      }
    }
    outline.closePath();
    return outline;
  }

  private static void clothes(Canvas canvas, double x, double y, double head) {
    double left = head * canvas.between(1.6, 2.8);
    double right = head * canvas.between(1.6, 2.8);
    double slope = head * canvas.between(1.2, 1.6);
    Path2D bust = new Path2D.Double();
    bust.moveTo(x - left * 1.2, canvas.height);
    bust.curveTo(
        x - left, y + slope, x - head * 0.5, y + head * 1.5, x - head * 0.4, y + head * 0.9);
    bust.lineTo(x + head * 0.4, y + head * 0.9);
    bust.curveTo(
        x + head * 0.5, y + head * 1.5, x + right, y + slope, x + right * 1.2, canvas.height);
    bust.closePath();
    canvas.graphics.setColor(canvas.palette.accent(canvas.random, canvas.between(0.25, 0.8)));
    canvas.graphics.fill(bust);
    Shape whole = canvas.graphics.getClip();
    canvas.graphics.clip(bust);
    int folds = 14 + canvas.random.nextInt(24);
    for (int i = 0; i < folds; i++) {
      canvas.graphics.setColor(canvas.palette.any(canvas.random));
      canvas.graphics.setStroke(new BasicStroke((float) canvas.between(2, 9)));
      canvas.graphics.draw(
          new Arc2D.Double(
              x + canvas.between(-1.2 * left, 1.2 * right),
              y + head * canvas.between(0.9, 2),
              left * canvas.between(0.3, 1),
              canvas.height * canvas.between(0.3, 0.7),
              canvas.between(60, 120),
              canvas.between(40, 120),
              Arc2D.OPEN));
    }
    int flowers = canvas.random.nextInt(40);
    for (int i = 0; i < flowers; i++) {
      canvas.graphics.setColor(canvas.palette.any(canvas.random));
      canvas.graphics.fill(
          blob(
              canvas,
              x + canvas.between(-left, right),
              canvas.between(y + head, canvas.height),
              head * canvas.between(0.06, 0.14)));
    }
    canvas.graphics.setClip(whole);
  }

  private static void hair(
      Canvas canvas, double x, double y, double spread, int locks, double brightness) {
    for (int i = 0; i < locks; i++) {
      canvas.graphics.setColor(
          canvas.palette.color(canvas.random, brightness * canvas.between(0.6, 1.4)));
      double angle = Math.PI * canvas.between(-1.15, 0.15);
      canvas.graphics.fill(
          blob(
              canvas,
              x + spread * 0.75 * Math.cos(angle),
              y + spread * 0.75 * Math.sin(angle),
              spread * canvas.between(0.25, 0.5)));
    }
  }

  private static void hat(Canvas canvas, double x, double y, double head) {
    double brim = head * canvas.between(1.1, 1.8);
    double thick = head * canvas.between(0.14, 0.4);
    double tall = head * canvas.between(0.5, 1.1);
    double lean = head * canvas.between(-0.4, 0.4);
    double wide = head * canvas.between(0.6, 0.95);
    Color felt = canvas.palette.any(canvas.random);
    Path2D crown = new Path2D.Double();
    crown.moveTo(x - wide, y);
    crown.curveTo(x - wide, y - tall, x + lean - wide * 0.6, y - tall, x + lean, y - tall * 0.95);
    crown.curveTo(x + lean + wide * 0.6, y - tall, x + wide, y - tall * 0.8, x + wide, y);
    crown.closePath();
    canvas.graphics.setColor(felt);
    canvas.graphics.fill(crown);
    Shape whole = canvas.graphics.getClip();
    canvas.graphics.clip(crown);
    canvas.graphics.setColor(canvas.palette.accent(canvas.random, canvas.between(0.3, 0.9)));
    canvas.graphics.fill(blob(canvas, x + lean, y - thick, wide));
    canvas.graphics.setClip(whole);
    canvas.graphics.setColor(felt.darker());
    canvas.graphics.fill(new Ellipse2D.Double(x - brim, y - thick * 0.5, 2 * brim, thick));
  }

  /** Of a head at a point, seen from a little to one side. */
  private static final class Face {

    private final Canvas canvas;
    private final double x;
    private final double y;
    private final double head;
    private final double wide;
    private final double turn;
    private final Color skin;

    Face(Canvas canvas, double x, double y, double head) {
      this.canvas = canvas;
      this.x = x;
      this.y = y;
      this.head = head;
      this.wide = head * canvas.between(0.66, 0.85);
      this.turn = canvas.between(-0.3, 0.3);
      this.skin =
          Color.getHSBColor(
              (float) canvas.between(0.03, 0.1),
              (float) canvas.between(0.25, 0.6),
              (float) canvas.between(0.5, 0.97));
    }

    void paint() {
      canvas.graphics.setPaint(
          new RadialGradientPaint(
              (float) (x + wide * turn * 2),
              (float) (y - head * canvas.between(0, 0.5)),
              (float) (head * 1.7),
              new float[] {0, 1},
              new Color[] {skin, skin.darker().darker()}));
      canvas.graphics.fill(new Ellipse2D.Double(x - wide * 0.4, y, wide * 0.8, head * 1.3));
      canvas.graphics.fill(outline());
      Color iris = canvas.palette.any(canvas.random);
      double apart = wide * canvas.between(0.36, 0.46);
      double eye = head * canvas.between(0.13, 0.2);
      double gaze = eye * canvas.between(-0.4, 0.4);
      for (int side = -1; side <= 1; side += 2) {
        // The eye on the far side looks narrower.
        double narrow = 1 + side * turn;
        eye(
            x + wide * turn + side * apart * narrow,
            y - head * 0.12,
            eye * narrow,
            eye,
            gaze,
            iris);
      }
      nose();
      mouth();
    }

    private Shape outline() {
      double jaw = canvas.between(0.5, 0.95);
      double chin = head * canvas.between(0.95, 1.15);
      Path2D face = new Path2D.Double();
      face.moveTo(x, y - head);
      face.curveTo(
          x + wide * 1.25,
          y - head,
          x + wide * 1.1,
          y + head * 0.2,
          x + wide * jaw,
          y + chin * 0.6);
      face.curveTo(
          x + wide * jaw * 0.7,
          y + chin,
          x - wide * jaw * 0.7,
          y + chin,
          x - wide * jaw,
          y + chin * 0.6);
      face.curveTo(x - wide * 1.1, y + head * 0.2, x - wide * 1.25, y - head, x, y - head);
      face.closePath();
      return face;
    }

    private void eye(
        double eyeX, double eyeY, double wideEye, double tallEye, double gaze, Color iris) {
      double slant = tallEye * canvas.between(-0.25, 0.25);
      double lid = tallEye * canvas.between(0.7, 1.3);
      Path2D almond = new Path2D.Double();
      almond.moveTo(eyeX - wideEye, eyeY - slant);
      almond.quadTo(
          eyeX + canvas.between(-0.3, 0.3) * wideEye, eyeY - lid, eyeX + wideEye, eyeY + slant);
      almond.quadTo(
          eyeX + canvas.between(-0.3, 0.3) * wideEye,
          eyeY + lid * canvas.between(0.4, 0.9),
          eyeX - wideEye,
          eyeY - slant);
      canvas.graphics.setColor(skin.brighter());
      canvas.graphics.fill(almond);
      Shape whole = canvas.graphics.getClip();
      canvas.graphics.clip(almond);
      canvas.graphics.setColor(iris);
      canvas.graphics.fill(blob(canvas, eyeX + gaze, eyeY - lid * 0.1, tallEye * 0.5));
      canvas.graphics.setColor(iris.darker().darker());
      canvas.graphics.fill(blob(canvas, eyeX + gaze, eyeY - lid * 0.1, tallEye * 0.25));
      canvas.graphics.setClip(whole);
      canvas.graphics.setColor(skin.darker().darker());
      canvas.graphics.setStroke(new BasicStroke((float) (head * canvas.between(0.02, 0.06))));
      Path2D brow = new Path2D.Double();
      double browY = eyeY - lid * canvas.between(0.9, 1.3);
      brow.moveTo(eyeX - wideEye * 1.2, browY + tallEye * canvas.between(-0.2, 0.3));
      brow.quadTo(
          eyeX,
          browY - tallEye * canvas.between(0, 0.7),
          eyeX + wideEye * 1.2,
          browY + tallEye * canvas.between(-0.2, 0.3));
      canvas.graphics.draw(brow);
      canvas.graphics.draw(almond);
    }

    private void nose() {
      double tip = x + wide * turn * 1.6;
      Path2D nose = new Path2D.Double();
      nose.moveTo(x + wide * turn, y - head * canvas.between(0.05, 0.2));
      nose.quadTo(
          tip + head * canvas.between(0, 0.12),
          y + head * 0.1,
          tip + head * Math.signum(turn) * canvas.between(0.05, 0.16),
          y + head * canvas.between(0.22, 0.34));
      nose.quadTo(
          tip,
          y + head * canvas.between(0.3, 0.44),
          tip - head * Math.signum(turn) * canvas.between(0.02, 0.14),
          y + head * 0.3);
      canvas.graphics.setColor(skin.darker());
      canvas.graphics.setStroke(new BasicStroke((float) (head * canvas.between(0.03, 0.06))));
      canvas.graphics.draw(nose);
    }

    private void mouth() {
      double centre = x + wide * turn;
      double half = wide * canvas.between(0.22, 0.42);
      double lips = y + head * canvas.between(0.5, 0.6);
      double smile = head * canvas.between(-0.06, 0.1);
      Path2D mouth = new Path2D.Double();
      mouth.moveTo(centre - half, lips - smile);
      mouth.quadTo(centre - half * 0.4, lips - head * canvas.between(0.04, 0.14), centre, lips);
      mouth.quadTo(
          centre + half * 0.4,
          lips - head * canvas.between(0.04, 0.14),
          centre + half,
          lips - smile);
      mouth.quadTo(
          centre + half * canvas.between(-0.3, 0.3),
          lips + head * canvas.between(0.1, 0.24),
          centre - half,
          lips - smile);
      canvas.graphics.setColor(
          Color.getHSBColor(
              (float) canvas.between(-0.03, 0.03),
              (float) canvas.between(0.4, 0.7),
              (float) canvas.between(0.4, 0.7)));
      canvas.graphics.fill(mouth);
    }
  }
}
