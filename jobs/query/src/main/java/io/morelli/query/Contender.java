package io.morelli.query;

import io.morelli.features.Verification;
import io.morelli.index.IndexedImage;
import java.util.List;

/**
 * A candidate and what is known of it so far.
 *
 * @param image without its features once they were compared
 * @param cosine of the most similar view
 * @param views indices of the query's views to compare with, the most similar first
 * @param view the one of them that agrees best, as far as they were compared
 * @param verification null if it was not, or not yet, compared by key points
 * @param evidence of this verification; null unless the request wants it and the points may be
 *     enough for a match
 */
public record Contender(
    IndexedImage image,
    int keyPoints,
    double cosine,
    List<Integer> views,
    int view,
    Verification verification,
    Evidence evidence) {

  private static final byte[] NO_FEATURES = {};
  private static final float[] NO_VECTOR = {};

  /** Without evidence. */
  Contender(
      IndexedImage image,
      int keyPoints,
      double cosine,
      List<Integer> views,
      int view,
      Verification verification) {
    this(image, keyPoints, cosine, views, view, verification, null);
  }

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
    return new Contender(light, keyPoints, cosine, views, view, verification, evidence);
  }

  /** Of the view that agrees best; 0 if none was compared. */
  int matchingPoints() {
    return verification == null ? 0 : verification.matchingPoints();
  }

  /** With the result of comparing one of the views, if it is the best so far. */
  Contender verified(int comparedView, Verification result, Evidence resultEvidence) {
    boolean better =
        verification == null || result.matchingPoints() > verification.matchingPoints();
    return better
        ? new Contender(image, keyPoints, cosine, views, comparedView, result, resultEvidence)
        : this;
  }
}
