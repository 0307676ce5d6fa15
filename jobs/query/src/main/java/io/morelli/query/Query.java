package io.morelli.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request on its way through the graph.
 *
 * @param id unique: topic, partition and offset of the request
 * @param encoded the picture as it came, for the second pass; null for a search by image id
 * @param imageId of an indexed picture to search with; null for a search by picture
 * @param views what is searched for, empty until an image id was looked up
 * @param width of the upright picture, pixels; 0 while unknown
 * @param height of the upright picture, pixels; 0 while unknown
 * @param receivedAt milliseconds since the epoch
 * @param deadline milliseconds since the epoch
 * @param stageStart when the running stage began, milliseconds since the epoch
 * @param timings milliseconds by stage, of the stages passed
 */
public record Query(
    String id,
    ReplyTo replyTo,
    SearchOptions options,
    byte[] encoded,
    String imageId,
    List<QueryView> views,
    int width,
    int height,
    long receivedAt,
    long deadline,
    long stageStart,
    Map<String, Double> timings) {

  Query withViews(List<QueryView> newViews) {
    return new Query(
        id,
        replyTo,
        options,
        encoded,
        imageId,
        newViews,
        width,
        height,
        receivedAt,
        deadline,
        stageStart,
        timings);
  }

  Query withSize(int newWidth, int newHeight) {
    return new Query(
        id,
        replyTo,
        options,
        encoded,
        imageId,
        views,
        newWidth,
        newHeight,
        receivedAt,
        deadline,
        stageStart,
        timings);
  }

  Query byImageId(String id) {
    return new Query(
        this.id,
        replyTo,
        options,
        null,
        id,
        views,
        width,
        height,
        receivedAt,
        deadline,
        stageStart,
        timings);
  }

  Query byPicture(byte[] newEncoded) {
    return new Query(
        id,
        replyTo,
        options,
        newEncoded,
        null,
        views,
        width,
        height,
        receivedAt,
        deadline,
        stageStart,
        timings);
  }

  /** Without the model inputs, which nothing needs once the vectors are there. */
  Query withVectors(List<float[]> vectors) {
    List<QueryView> embedded = new ArrayList<>(views.size());
    for (int i = 0; i < views.size(); i++) {
      embedded.add(views.get(i).embedded(vectors.get(i)));
    }
    return withViews(embedded);
  }

  /** Books the time since the last stage; waiting counts, since the user waits, too. */
  Query stageDone(String stage) {
    long now = System.currentTimeMillis();
    Map<String, Double> booked = new LinkedHashMap<>(timings);
    booked.merge(stage, (double) (now - stageStart), Double::sum);
    return new Query(
        id,
        replyTo,
        options,
        encoded,
        imageId,
        views,
        width,
        height,
        receivedAt,
        deadline,
        now,
        booked);
  }

  boolean isLate() {
    return System.currentTimeMillis() >= deadline;
  }
}
