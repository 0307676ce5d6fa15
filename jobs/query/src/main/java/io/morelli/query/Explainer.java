package io.morelli.query;

import io.morelli.explain.Comparison;
import io.morelli.features.KeyPoints;
import io.morelli.features.Match;
import io.morelli.message.SearchResponse.MatchExplanation;
import io.morelli.message.SearchResponse.Omission;
import io.morelli.message.SearchResponse.Pair;
import io.morelli.message.SearchResponse.Point;
import io.morelli.query.DecidedQuery.Judged;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;

/** Tells how the key points of a query and its matches agree, as far as an answer has room. */
final class Explainer {

  /** Kafka takes records of 1,048,576 bytes by default, key and headers included. */
  static final int MAX_ANSWER_BYTES = 950_000;

  /** A fraction has four decimals, so a pair has at most the length of this one. */
  private static final int PAIR_BYTES = "[0.1234,0.1234,0.1234,0.1234],".length();

  /** What else an explanation without a picture may hold. */
  private static final int FRAME_BYTES = 300;

  private static final double DECIMALS = 10_000;

  private Explainer() {}

  /**
   * @param room bytes of JSON
   * @return one for each match
   */
  static List<MatchExplanation> explain(DecidedQuery decided, int room) {
    List<MatchExplanation> explanations = new ArrayList<>();
    int left = room;
    for (Judged judged : decided.matches()) {
      if (judged.contender().evidence() == null) {
        explanations.add(withoutPairs(null, Omission.NOT_VERIFIED));
        continue;
      }
      Comparison comparison = comparison(decided.query(), judged.contender());
      List<Match> consistent = comparison.explanation().consistent();
      List<Point> outline =
          comparison
              .partInAnswer()
              .map(corners -> corners.stream().map(Explainer::point).toList())
              .orElse(null);
      int size = FRAME_BYTES + PAIR_BYTES * consistent.size();
      if (size > left) {
        explanations.add(withoutPairs(outline, Omission.ANSWER_TOO_LONG));
      } else {
        left -= size;
        List<Pair> pairs = consistent.stream().map(match -> pair(comparison, match)).toList();
        explanations.add(new MatchExplanation(pairs, outline, null, null, null));
      }
    }
    return explanations;
  }

  /** Of the query's best view with a contender that has evidence. */
  static Comparison comparison(Query query, Contender contender) {
    QueryView view = query.views().get(contender.view());
    return new Comparison(
        view.part(),
        KeyPoints.unpack(view.picture().keyPoints()),
        KeyPoints.unpack(contender.evidence().features()),
        contender.evidence().explanation());
  }

  private static MatchExplanation withoutPairs(List<Point> outline, Omission why) {
    return new MatchExplanation(null, outline, null, why, null);
  }

  private static Pair pair(Comparison comparison, Match match) {
    Point2D inQuery = comparison.inQuery(match.query());
    Point2D inAnswer = comparison.inAnswer(match.candidate());
    return new Pair(
        rounded(inQuery.getX()),
        rounded(inQuery.getY()),
        rounded(inAnswer.getX()),
        rounded(inAnswer.getY()));
  }

  private static Point point(Point2D corner) {
    return new Point(rounded(corner.getX()), rounded(corner.getY()));
  }

  private static double rounded(double fraction) {
    return Math.round(fraction * DECIMALS) / DECIMALS;
  }
}
