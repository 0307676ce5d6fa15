package io.morelli.query;

import java.util.ArrayList;
import java.util.List;

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
 * @param passed the stages passed, in their order
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
    List<StageTime> passed) {

  /**
   * @param millis waiting included, since the user waits, too
   */
  public record StageTime(String stage, double millis) {}

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
        passed);
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
        passed);
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
        passed);
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
        passed);
  }

  /** Without the model inputs, which nothing needs once the vectors are there. */
  Query withVectors(List<float[]> vectors) {
    List<QueryView> embedded = new ArrayList<>(views.size());
    for (int i = 0; i < views.size(); i++) {
      embedded.add(views.get(i).embedded(vectors.get(i)));
    }
    return withViews(embedded);
  }

  /** Books the time since the last stage. */
  Query stageDone(String stage) {
    long now = System.currentTimeMillis();
    List<StageTime> booked = new ArrayList<>(passed);
    booked.add(new StageTime(stage, now - stageStart));
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
