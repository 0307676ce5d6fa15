package io.morelli.image;

import java.util.Objects;

/**
 * A picture as {@link ImageDecoder} returns it.
 *
 * @param image upright; a large picture comes reduced by 2, 4 or 8
 * @param width of the whole upright picture, pixels before any reduction
 * @param height of the whole upright picture, pixels before any reduction
 */
public record DecodedImage(RgbImage image, int width, int height) {

  public DecodedImage {
    Objects.requireNonNull(image, "image");
    if (width < image.width() || height < image.height()) {
      throw new IllegalArgumentException(
          "%d x %d is smaller than the decoded %s".formatted(width, height, image));
    }
  }
}
