package io.morelli.picture;

/**
 * What the search compares of a picture or of a part of it.
 *
 * @param pixels input of the embedding model, {@code 3 * inputSize * inputSize} bytes; null once it
 *     was embedded
 * @param keyPoints packed ({@link io.morelli.features.KeyPoints})
 * @param keyPointCount how many
 */
public record PictureView(byte[] pixels, byte[] keyPoints, int keyPointCount) {

  public PictureView withoutPixels() {
    return new PictureView(null, keyPoints, keyPointCount);
  }
}
