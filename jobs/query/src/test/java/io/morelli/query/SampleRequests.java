package io.morelli.query;

import io.morelli.message.Explain;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requests for tests of a part of the graph. */
final class SampleRequests {

  private SampleRequests() {}

  /**
   * @param encoded the picture; null if the test needs none
   * @param deadline milliseconds since the epoch
   */
  static SearchRequest request(String id, byte[] encoded, long deadline, Explain... explain) {
    return new SearchRequest(
        id,
        new ReplyTo("responses", null, null, "", List.of()),
        new SearchOptions(10, Map.of(), null, Set.of(explain)),
        encoded,
        null,
        0,
        deadline);
  }

  /** A query without a picture that looks at these views. */
  static Query query(List<QueryView> views) {
    return Query.of(request("id", null, 1)).withViews(views);
  }
}
