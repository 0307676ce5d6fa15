package io.morelli.query;

import io.morelli.features.Verification;
import io.morelli.message.SearchResponse.Failure;
import java.util.List;

/**
 * The results of a {@link VerificationTask}.
 *
 * @param failure why there are none; null if it went well
 */
public record VerifiedChunk(String queryId, long deadline, List<Item> items, Failure failure) {

  /**
   * @param contender index in the query's list
   * @param view index in the query's views
   * @param evidence null unless the request wants it and the points may be enough for a match
   */
  public record Item(int contender, int view, Verification verification, Evidence evidence) {}
}
