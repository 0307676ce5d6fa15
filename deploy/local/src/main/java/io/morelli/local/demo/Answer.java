package io.morelli.local.demo;

import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import java.util.Optional;

/**
 * What came back for a question.
 *
 * @param picture that was asked, encoded
 * @param response null if none came
 * @param failure why no response came; null if one did
 * @param milliseconds from sending the question to its answer
 */
record Answer(
    Question question,
    byte[] picture,
    SearchResponse response,
    String failure,
    double milliseconds) {

  /** How good an answer is, worst first. */
  enum Verdict {
    /** Another picture than the expected one is the best match. */
    WRONG,
    /** No answer, or an error. */
    FAILED,
    /** Nothing was found where something is. */
    MISSED,
    /** As expected. */
    OK
  }

  Optional<Match> best() {
    return response == null || response.matches() == null
        ? Optional.empty()
        : response.matches().stream().findFirst();
  }

  Verdict verdict() {
    if (response == null || response.status() == SearchResponse.Status.ERROR) {
      return Verdict.FAILED;
    }
    Optional<String> found = best().map(Match::id);
    if (found.equals(question.expected())) {
      return Verdict.OK;
    }
    return found.isPresent() ? Verdict.WRONG : Verdict.MISSED;
  }

  /** What was answered, in a word or a line. */
  String text() {
    if (failure != null) {
      return failure;
    }
    if (response.error() != null) {
      return response.error().code() + ": " + response.error().message();
    }
    return best().map(Match::id).orElse("no match");
  }
}
