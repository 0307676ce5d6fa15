package io.morelli.local.demo.painting;

import java.awt.Color;

/** Veined stone: a gradient of colours over several octaves of smooth noise. */
final class Marble implements Motif {

  private static final int OCTAVES = 4;
  private static final int COLORS = 256;

  @Override
  public void paint(Canvas canvas) {
    Noise noise = new Noise(canvas.random);
    int[] colors = colors(canvas);
    double scale = canvas.between(0.008, 0.02);
    double bands = canvas.between(2, 7);
    double slope = canvas.between(-1, 1);
    double warp = canvas.between(2, 6);
    for (int y = 0; y < canvas.height; y++) {
      for (int x = 0; x < canvas.width; x++) {
        double turbulence = 0;
        double frequency = scale;
        double weight = 1;
        for (int octave = 0; octave < OCTAVES; octave++) {
          turbulence += weight * noise.at(x * frequency, y * frequency);
          frequency *= 2.1;
          weight *= 0.55;
        }
        double phase =
            bands * ((double) x / canvas.width + slope * y / canvas.height) + warp * turbulence;
        canvas.image.setRGB(x, y, colors[(int) (phase * 64) & COLORS - 1]);
      }
    }
    canvas.brush(900, 6, 0.25);
  }

  /** A closed round of colours, so that the bands go on without a jump. */
  private static int[] colors(Canvas canvas) {
    int stops = 5 + canvas.random.nextInt(4);
    Color[] stop = new Color[stops];
    for (int i = 0; i < stops; i++) {
      stop[i] = canvas.palette.any(canvas.random);
    }
    int[] colors = new int[COLORS];
    for (int i = 0; i < COLORS; i++) {
      double at = (double) i * stops / COLORS;
      Color from = stop[(int) at];
      Color to = stop[((int) at + 1) % stops];
      double share = at - (int) at;
      colors[i] =
          mix(from.getRed(), to.getRed(), share) << 16
              | mix(from.getGreen(), to.getGreen(), share) << 8
              | mix(from.getBlue(), to.getBlue(), share);
    }
    return colors;
  }

  private static int mix(int from, int to, double share) {
    return (int) (from + share * (to - from));
  }
}
