package io.morelli.local.explain;

import io.morelli.features.Explanation;
import io.morelli.features.KeyPointExtractor;
import io.morelli.features.KeyPoints;
import io.morelli.features.OrbSettings;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.VerifierSettings;
import io.morelli.image.RgbImage;
import java.awt.geom.Point2D;
import java.util.Optional;

/**
 * Two pictures and what their key points have in common, compared as the system compares them.
 *
 * @param queryPoints of the part of the query
 */
public record Comparison(
    RgbImage query,
    QueryPart part,
    RgbImage answer,
    KeyPoints queryPoints,
    KeyPoints answerPoints,
    Explanation explanation) {

  public static Comparison of(RgbImage query, QueryPart part, RgbImage answer) {
    KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);
    KeyPoints queryPoints = extractor.extract(part.cut(query));
    KeyPoints answerPoints = extractor.extract(answer);
    PairVerifier verifier = new PairVerifier(VerifierSettings.DEFAULT);
    try (PreparedQuery prepared = verifier.prepare(queryPoints)) {
      return new Comparison(
          query, part, answer, queryPoints, answerPoints, verifier.explain(prepared, answerPoints));
    }
  }

  /** Where a key point lies in the whole query, fractions of its sides. */
  Point2D inQuery(int keyPoint) {
    return part.inPicture(
        queryPoints.x(keyPoint) / queryPoints.width(),
        queryPoints.y(keyPoint) / queryPoints.height());
  }

  /** Where a key point lies in the answer, fractions of its sides. */
  Point2D inAnswer(int keyPoint) {
    return new Point2D.Double(
        answerPoints.x(keyPoint) / answerPoints.width(),
        answerPoints.y(keyPoint) / answerPoints.height());
  }

  /**
   * Where a point of the query's part lies in the answer by the homography, both in fractions of
   * the sides; empty if there is none.
   */
  Optional<Point2D> mapped(double x, double y) {
    double[] h = explanation.verification().homography();
    if (h == null) {
      return Optional.empty();
    }
    double depth = h[6] * x + h[7] * y + h[8];
    return Optional.of(
        new Point2D.Double(
            (h[0] * x + h[1] * y + h[2]) / depth, (h[3] * x + h[4] * y + h[5]) / depth));
  }
}
