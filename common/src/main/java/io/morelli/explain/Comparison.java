package io.morelli.explain;

import io.morelli.features.Explanation;
import io.morelli.features.Homography;
import io.morelli.features.KeyPointExtractor;
import io.morelli.features.KeyPoints;
import io.morelli.features.OrbSettings;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.VerifierSettings;
import io.morelli.image.RgbImage;
import java.awt.geom.Point2D;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the key points of a query and of an answer have in common, in fractions of both pictures.
 *
 * @param part of the query that was compared
 * @param queryPoints of that part
 * @param answerPoints of the whole answer
 */
public record Comparison(
    QueryPart part, KeyPoints queryPoints, KeyPoints answerPoints, Explanation explanation) {

  /**
   * Compares two pictures as the query job's last passes do: with all key points that the index
   * keeps of the answer, and with the whole query at coarser scales, too, of which the one with the
   * most matching points is returned.
   */
  public static Comparison of(RgbImage query, QueryPart part, RgbImage answer) {
    KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);
    PairVerifier verifier = new PairVerifier(VerifierSettings.DEFAULT);
    KeyPoints answerPoints = extractor.extractForIndex(answer);
    RgbImage compared = part.cut(query);
    Comparison best = compare(verifier, part, extractor.extract(compared), answerPoints);
    for (double scale : coarseScales(part)) {
      KeyPoints coarse = extractor.extract(compared, scale);
      Comparison comparison = compare(verifier, part, coarse, answerPoints);
      if (comparison.matchingPoints() > best.matchingPoints()) {
        best = comparison;
      }
    }
    return best;
  }

  /** A part of the query is compared as it is. */
  private static List<Double> coarseScales(QueryPart part) {
    return part.equals(QueryPart.WHOLE) ? KeyPointExtractor.COARSE_SCALES : List.of();
  }

  private static Comparison compare(
      PairVerifier verifier, QueryPart part, KeyPoints queryPoints, KeyPoints answerPoints) {
    try (PreparedQuery prepared = verifier.prepare(queryPoints)) {
      return new Comparison(
          part, queryPoints, answerPoints, verifier.explain(prepared, answerPoints));
    }
  }

  private int matchingPoints() {
    return explanation.verification().matchingPoints();
  }

  /** Where a key point lies in the whole query, fractions of its sides. */
  public Point2D inQuery(int keyPoint) {
    return part.inPicture(
        queryPoints.x(keyPoint) / queryPoints.width(),
        queryPoints.y(keyPoint) / queryPoints.height());
  }

  /** Where a key point lies in the answer, fractions of its sides. */
  public Point2D inAnswer(int keyPoint) {
    return new Point2D.Double(
        answerPoints.x(keyPoint) / answerPoints.width(),
        answerPoints.y(keyPoint) / answerPoints.height());
  }

  /**
   * Where the upper left, upper right, lower right and lower left corner of the query's part lie in
   * the answer, in fractions of its sides; empty if there is no homography.
   */
  public Optional<List<Point2D>> partInAnswer() {
    return Optional.ofNullable(explanation.verification().homography())
        .map(Homography::new)
        .flatMap(Comparison::mappedCorners)
        .map(
            corners ->
                part.mirrored()
                    ? List.of(corners.get(1), corners.get(0), corners.get(3), corners.get(2))
                    : corners);
  }

  /**
   * The corners of the answer in the whole query, in fractions of its sides; empty if there is no
   * homography or a corner lies beyond the horizon.
   */
  Optional<List<Point2D>> answerInQuery() {
    return Optional.ofNullable(explanation.verification().homography())
        .map(Homography::new)
        .map(Homography::inverse)
        .flatMap(Comparison::mappedCorners)
        .map(corners -> corners.stream().map(at -> part.inPicture(at.getX(), at.getY())).toList());
  }

  private static Optional<List<Point2D>> mappedCorners(Homography homography) {
    return homography
        .map(Homography.corners())
        .map(
            corners ->
                Arrays.stream(corners)
                    .map(at -> (Point2D) new Point2D.Double(at[0], at[1]))
                    .toList());
  }
}
