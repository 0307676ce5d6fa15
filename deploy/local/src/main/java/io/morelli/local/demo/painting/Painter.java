package io.morelli.local.demo.painting;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Paints any number of distinct pictures; the same number always gives the same picture. */
public final class Painter {

  private static final long SEED = 1816;

  private static final List<Motif> MOTIFS =
      List.of(
          new Landscape(),
          new StillLife(),
          new Composition(),
          new Portrait(),
          new Mosaic(),
          new City(),
          new Currents(),
          new Marble());

  private static final int LONG_SIDE = 640;

  private Painter() {}

  /**
   * @param number 0 or more
   * @return 640 pixels on the long side
   */
  public static BufferedImage paint(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("number of a picture must not be negative: " + number);
    }
    Random random = new Random(SEED + 7919L * number);
    Motif motif = MOTIFS.get(number % MOTIFS.size());
    double ratio = 0.62 + 0.34 * random.nextDouble();
    boolean upright = motif instanceof Portrait || random.nextInt(4) == 0;
    int shortSide = (int) (LONG_SIDE * ratio);
    Canvas canvas =
        upright
            ? new Canvas(shortSide, LONG_SIDE, random)
            : new Canvas(LONG_SIDE, shortSide, random);
    motif.paint(canvas);
    canvas.graphics.dispose();
    return canvas.image;
  }

  /** What the picture shows, in one lower-case word. */
  public static String motif(int number) {
    return MOTIFS.get(number % MOTIFS.size()).getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
