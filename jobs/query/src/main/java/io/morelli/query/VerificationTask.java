package io.morelli.query;

import java.util.List;

/**
 * A chunk of candidates to compare with a query by key points.
 *
 * @param queryId whose gatherer gets the result
 * @param deadline after which nobody waits for it, milliseconds since the epoch
 * @param explain whether the request wants to know which key points agree
 * @param views packed key points by view; null for a view that no candidate of the chunk needs
 */
public record VerificationTask(
    String queryId, long deadline, boolean explain, List<byte[]> views, List<Item> items) {

  /**
   * @param contender index in the query's list
   * @param comparedViews indices in {@code views}, at least one
   * @param features of the candidate, packed
   */
  public record Item(int contender, List<Integer> comparedViews, byte[] features) {}
}
