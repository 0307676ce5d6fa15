package io.morelli.query;

import io.morelli.message.SearchResponse;

/**
 * A response on its way.
 *
 * @param json of a {@link SearchResponse}, UTF-8
 */
public record Answer(ReplyTo replyTo, byte[] json) {

  /** With as much of the response as Kafka takes by default. */
  static Answer of(ReplyTo replyTo, SearchResponse response) {
    byte[] json = response.toJson();
    if (json.length > Explainer.MAX_ANSWER_BYTES) {
      json = response.within(Explainer.MAX_ANSWER_BYTES).toJson();
    }
    return new Answer(replyTo, json);
  }
}
