package io.morelli.experiment;

import io.morelli.experiment.Question.Kind;
import io.morelli.experiment.Scored.View;
import java.util.List;
import java.util.Map;

/** Questions and answers by their numbers. */
final class Samples {

  /** Key points of pictures that are not too simple. */
  static final int MANY = 500;

  private Samples() {}

  static Question question(Kind kind, String expected) {
    return new Question(kind, "group", expected, expected + ".jpg", null, 0, expected);
  }

  static Scored scored(String id, double cosine, int keyPoints, int matchingPoints) {
    return scored(id, cosine, keyPoints, matchingPoints, false);
  }

  static Scored scored(
      String id, double cosine, int keyPoints, int matchingPoints, boolean overshadowed) {
    return new Scored(
        id, cosine, MANY, keyPoints, 2 * matchingPoints, matchingPoints, overshadowed, View.WHOLE);
  }

  static Recorded answer(Kind kind, String expected, Scored... candidates) {
    return new Recorded(
        question(kind, expected), 1, null, Map.of("total", 5.0), List.of(candidates));
  }
}
