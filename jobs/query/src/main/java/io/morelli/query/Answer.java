package io.morelli.query;

import io.morelli.message.SearchResponse;

/**
 * A response on its way.
 *
 * @param json of a {@link SearchResponse}, UTF-8
 */
public record Answer(ReplyTo replyTo, byte[] json) {

  static Answer of(ReplyTo replyTo, SearchResponse response) {
    return new Answer(replyTo, response.toJson());
  }
}
