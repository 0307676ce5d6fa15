package io.morelli.local.model;

/** Colours for how much, from dark blue by green and yellow to red. */
final class HeatColours {

  private static final int[] STOPS = {
    0x30123b, 0x4662d7, 0x36aaf9, 0x1ae4b6, 0x72fe5e, 0xc8ef34, 0xfaba39, 0xf66b19, 0xca2a04
  };

  private HeatColours() {}

  /**
   * @param value 0 to 1
   * @return RGB, 8 bits each
   */
  static int of(double value) {
    double place = Math.max(0, Math.min(1, value)) * (STOPS.length - 1);
    int below = Math.min((int) place, STOPS.length - 2);
    double share = place - below;
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = STOPS[below] >> shift & 255;
      int to = STOPS[below + 1] >> shift & 255;
      colour |= (int) Math.round(from + share * (to - from)) << shift;
    }
    return colour;
  }
}
