package io.morelli.local.demo.painting;

import java.awt.Color;
import java.util.Random;

/**
 * A few colours that go together: hues around one hue, and its complement for accents.
 *
 * @param hue 0 to 1
 * @param spread how far the hues lie apart, 0 to 0.5
 * @param saturation 0 to 1
 */
record Palette(double hue, double spread, double saturation) {

  /** Hues of pigments: red ochre, ochre, olive, viridian, cerulean, ultramarine, violet, madder. */
  private static final double[] PIGMENTS = {0.03, 0.09, 0.17, 0.44, 0.54, 0.62, 0.76, 0.95};

  static Palette random(Random random) {
    return new Palette(
        PIGMENTS[random.nextInt(PIGMENTS.length)] + 0.03 * random.nextGaussian(),
        0.03 + 0.12 * random.nextDouble(),
        0.3 + 0.4 * random.nextDouble());
  }

  /**
   * A colour near the main hue.
   *
   * @param brightness 0 to 1
   */
  Color color(Random random, double brightness) {
    return hsb(hue + spread * random.nextGaussian(), saturation, brightness);
  }

  /** A colour that stands out. */
  Color accent(Random random, double brightness) {
    return hsb(
        hue + 0.5 + 0.6 * spread * random.nextGaussian(),
        Math.min(1, saturation * 1.2),
        brightness);
  }

  /** Mostly one near the main hue, sometimes an accent, now and then a grey tone. */
  Color any(Random random) {
    double brightness = 0.25 + 0.7 * random.nextDouble();
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> accent(random, brightness);
      case 3 -> hsb(hue, 0.08, brightness);
      default -> color(random, brightness);
    };
  }

  private static Color hsb(double hue, double saturation, double brightness) {
    return Color.getHSBColor(
        (float) hue,
        (float) Math.max(0, Math.min(1, saturation)),
        (float) Math.max(0, Math.min(1, brightness)));
  }
}
