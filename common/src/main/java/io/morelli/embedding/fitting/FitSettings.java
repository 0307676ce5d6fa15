package io.morelli.embedding.fitting;

/**
 * How a projection is fitted.
 *
 * @param dimension of the vectors, 1 to 512
 * @param allowFew whether fewer pictures than twice the dimension are enough
 */
public record FitSettings(int dimension, boolean allowFew) {

  public FitSettings {
    if (dimension < 1 || dimension > Vgg16Tensors.FEATURES) {
      throw new IllegalArgumentException(
          "dimension %d is not 1 to %d".formatted(dimension, Vgg16Tensors.FEATURES));
    }
  }

  /**
   * @throws IllegalArgumentException if so many pictures are too few
   */
  void require(int pictures) {
    // So many points have no extent in all these directions.
    if (pictures <= dimension) {
      throw new IllegalArgumentException(
          "%d pictures cannot fit %d dimensions: more than %d are needed, 1,000 or more are good"
              .formatted(pictures, dimension, dimension));
    }
    if (pictures < 2 * dimension && !allowFew) {
      throw new IllegalArgumentException(
          "%d pictures are too few to fit %d dimensions well: %d are needed, 1,000 or more are good"
              .formatted(pictures, dimension, 2 * dimension));
    }
  }
}
