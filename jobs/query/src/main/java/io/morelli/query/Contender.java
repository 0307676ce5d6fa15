package io.morelli.query;

import io.morelli.features.Verification;
import io.morelli.index.IndexedImage;

/**
 * A candidate and what is known of it so far.
 *
 * @param image without its features once they were compared
 * @param cosine of the best view
 * @param view index of that view in the query
 * @param verification null if it was not, or not yet, compared by key points
 */
public record Contender(
    IndexedImage image, int keyPoints, double cosine, int view, Verification verification) {

  private static final byte[] NO_FEATURES = {};
  private static final float[] NO_VECTOR = {};

  /** What the decision and the answer need; the features are nearly all of a candidate's bytes. */
  Contender withoutFeatures() {
    IndexedImage light =
        new IndexedImage(
            image.id(),
            NO_VECTOR,
            NO_FEATURES,
            image.metadata(),
            image.width(),
            image.height(),
            image.checksum(),
            image.publishedAt());
    return new Contender(light, keyPoints, cosine, view, verification);
  }

  Contender verified(Verification result) {
    return new Contender(image, keyPoints, cosine, view, result);
  }
}
