package io.morelli.image;

import java.io.Serializable;

/**
 * What a picture may cost before it is decoded.
 *
 * @param maxBytes encoded size, bytes
 * @param maxPixels width times height
 * @param minSide shorter side, pixels
 */
public record ImageLimits(int maxBytes, long maxPixels, int minSide) implements Serializable {

  /** 32 MiB, 100 megapixels, 16 pixels. */
  public static final ImageLimits DEFAULT = new ImageLimits(32 << 20, 100_000_000L, 16);

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || minSide < 1) {
      throw new IllegalArgumentException(
          "limits must be positive: maxBytes %d, maxPixels %d, minSide %d"
              .formatted(maxBytes, maxPixels, minSide));
    }
  }
}
