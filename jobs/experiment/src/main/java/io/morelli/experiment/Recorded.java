package io.morelli.experiment;

import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Status;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A question and its answer, reduced to numbers.
 *
 * @param seconds from the start of the run to this answer
 * @param error code and message; null if there was none
 * @param timings milliseconds by stage
 * @param candidates all of the last pass, whatever was decided about them
 */
record Recorded(
    Question question,
    double seconds,
    String error,
    Map<String, Double> timings,
    List<Scored> candidates) {

  static Recorded of(Question question, double seconds, SearchResponse response) {
    Stream<SearchResponse.Match> rejected =
        response.rejected() == null ? Stream.of() : response.rejected().stream();
    return new Recorded(
        question,
        seconds,
        response.status() == Status.ERROR
            ? response.error().code() + ": " + response.error().message()
            : null,
        response.timings(),
        Stream.concat(response.matches().stream(), rejected).map(Scored::of).toList());
  }

  /** Whether the first pass found nothing. */
  boolean furtherPass() {
    return timings.keySet().stream().anyMatch(stage -> stage.startsWith("second"));
  }
}
