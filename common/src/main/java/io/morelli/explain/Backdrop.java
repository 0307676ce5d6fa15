package io.morelli.explain;

import io.morelli.image.RgbImage;
import java.util.Optional;

/**
 * What lies behind the key points of a picture.
 *
 * @param width of the picture, pixels, at least 1
 * @param height of the picture, pixels, at least 1
 * @param pixels empty where they are not at hand
 */
public record Backdrop(int width, int height, Optional<RgbImage> pixels) {

  public Backdrop {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("size must be positive: %d x %d".formatted(width, height));
    }
  }

  public static Backdrop of(RgbImage picture) {
    return new Backdrop(picture.width(), picture.height(), Optional.of(picture));
  }

  /** An empty canvas of the picture's proportions. */
  public static Backdrop plain(int width, int height) {
    return new Backdrop(width, height, Optional.empty());
  }
}
