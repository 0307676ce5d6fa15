package io.morelli.features;

import java.io.Serializable;

/**
 * How key points are extracted. Key points made with different settings do not match well, so the
 * settings are fixed for an index.
 *
 * @param maxKeyPoints of a query, and of a candidate at first sight, 1 to {@value
 *     KeyPoints#MAX_COUNT}
 * @param indexedKeyPoints so many are kept of a picture in the index, for a closer look, {@code
 *     maxKeyPoints} to {@value KeyPoints#MAX_COUNT}
 * @param longSide the picture is scaled to it, pixels, 64 to 4096: a fixed size makes pictures
 *     comparable whose resolutions differ by more than ORB's scale pyramid spans
 * @param fastThreshold least difference of brightness between a FAST corner and its surroundings, 1
 *     to 255
 */
public record OrbSettings(int maxKeyPoints, int indexedKeyPoints, int longSide, int fastThreshold)
    implements Serializable {

  public static final OrbSettings DEFAULT = new OrbSettings(1200, 1800, 640, 5);

  public OrbSettings {
    check("maxKeyPoints", maxKeyPoints, 1, KeyPoints.MAX_COUNT);
    check("indexedKeyPoints", indexedKeyPoints, maxKeyPoints, KeyPoints.MAX_COUNT);
    check("longSide", longSide, 64, 4096);
    check("fastThreshold", fastThreshold, 1, 255);
  }

  private static void check(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          "%s must be %d to %d: %d".formatted(name, low, high, value));
    }
  }
}
