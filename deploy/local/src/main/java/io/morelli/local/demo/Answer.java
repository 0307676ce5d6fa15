package io.morelli.local.demo;

import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came back for a question.
 *
 * @param picture that was asked, encoded
 * @param response null if none came
 * @param failure why no response came; null if one did
 * @param milliseconds from sending the question to its answer; NaN if it could not be sent
 */
record Answer(
    Question question,
    byte[] picture,
    SearchResponse response,
    String failure,
    double milliseconds) {

  /** How good an answer is, worst first. */
  enum Verdict {
    /** A false match: pictures were found, the expected one is not among them. */
    WRONG,
    /** No answer, or an error. */
    FAILED,
    /** Nothing was found where something is. */
    MISSED,
    /** The expected picture is among the matches. */
    FOUND,
    /** Rightly nothing was found. */
    NONE;

    boolean right() {
      return this == FOUND || this == NONE;
    }

    /** For people. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The match to look at: the expected picture wherever it ranks, for a collection may hold a
   * picture twice and either copy is right; without it the best match.
   */
  Optional<Match> match() {
    return matches().stream()
        .filter(match -> question.expected().equals(Optional.of(match.id())))
        .findFirst()
        .or(() -> matches().stream().findFirst());
  }

  /** What else was found, best first. */
  List<String> also() {
    return matches().stream().map(Match::id).filter(id -> !id.equals(text())).toList();
  }

  Verdict verdict() {
    if (response == null || response.status() == SearchResponse.Status.ERROR) {
      return Verdict.FAILED;
    }
    Optional<String> found = match().map(Match::id);
    if (found.equals(question.expected())) {
      return found.isPresent() ? Verdict.FOUND : Verdict.NONE;
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
    return match().map(Match::id).orElse("no match");
  }

  private List<Match> matches() {
    return response == null || response.matches() == null ? List.of() : response.matches();
  }
}
