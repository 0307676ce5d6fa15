package io.morelli.query;

/**
 * What was asked.
 *
 * @param id of the request's record ({@link io.morelli.message.KafkaRecord#id}), which is unique
 * @param encoded the picture as it came, for the second pass; null for a search by image id
 * @param imageId of an indexed picture to search with; null for a search by picture
 * @param receivedAt milliseconds since the epoch
 * @param deadline milliseconds since the epoch
 */
public record SearchRequest(
    String id,
    ReplyTo replyTo,
    SearchOptions options,
    byte[] encoded,
    String imageId,
    long receivedAt,
    long deadline) {

  boolean isLate() {
    return millisLeft() == 0;
  }

  /** Until the deadline; 0 after it. */
  long millisLeft() {
    return Math.max(0, deadline - System.currentTimeMillis());
  }
}
