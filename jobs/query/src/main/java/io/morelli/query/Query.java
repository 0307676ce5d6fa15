package io.morelli.query;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A request on its way through the graph.
 *
 * @param views what is searched for; empty until an image id was looked up
 * @param width of the upright picture, pixels; 0 while unknown
 * @param height of the upright picture, pixels; 0 while unknown
 * @param stageStart when the running stage began, milliseconds since the epoch
 * @param passed the stages passed, in their order
 */
public record Query(
    SearchRequest request,
    List<QueryView> views,
    int width,
    int height,
    long stageStart,
    List<StageTime> passed) {

  /**
   * @param millis waiting included, since the user waits, too
   */
  public record StageTime(String stage, double millis) {}

  /** A query that has just been received. */
  static Query of(SearchRequest request) {
    return new Query(request, List.of(), 0, 0, request.receivedAt(), List.of());
  }

  Query withViews(List<QueryView> newViews) {
    return new Query(request, newViews, width, height, stageStart, passed);
  }

  Query withSize(int newWidth, int newHeight) {
    return new Query(request, views, newWidth, newHeight, stageStart, passed);
  }

  /**
   * Without the model inputs, which nothing needs once the vectors are there.
   *
   * @param vectors of the views that have none, in their order
   */
  Query withVectors(List<float[]> vectors) {
    Iterator<float[]> missing = vectors.iterator();
    return withViews(
        views.stream()
            .map(view -> view.vector() == null ? view.embedded(missing.next()) : view)
            .toList());
  }

  /** Books the time since the last stage. */
  Query stageDone(String stage) {
    long now = System.currentTimeMillis();
    List<StageTime> booked = new ArrayList<>(passed);
    booked.add(new StageTime(stage, now - stageStart));
    return new Query(request, views, width, height, now, booked);
  }
}
