package io.morelli.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A Kafka record exactly as it came, so that it can be dead-lettered byte for byte.
 *
 * @param timestamp milliseconds since the epoch
 * @param key may be null
 * @param value may be null: a tombstone
 * @param headers in their order; a name may occur more than once
 */
public record KafkaRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte[] key,
    byte[] value,
    List<Header> headers) {

  public KafkaRecord {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(headers, "headers");
  }

  /**
   * Names the record: topic, partition, offset and timestamp. The timestamp tells it from the
   * record at the same place of a topic that was made anew, or of another cluster.
   */
  public String id() {
    return topic + "-" + partition + "-" + offset + "@" + timestamp;
  }

  /**
   * The last header of that name, which is the one that counts in Kafka; empty if absent or null.
   */
  public Optional<byte[]> header(String name) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      if (headers.get(i).name().equals(name)) {
        return Optional.ofNullable(headers.get(i).value());
      }
    }
    return Optional.empty();
  }

  /** The media type that the record says its value has, in lower case and without parameters. */
  public Optional<String> contentType() {
    return textHeader(HeaderNames.CONTENT_TYPE)
        .map(text -> text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
  }

  /** As {@link #header(String)}, decoded as UTF-8 and trimmed. */
  public Optional<String> textHeader(String name) {
    return header(name).map(value -> new String(value, StandardCharsets.UTF_8).strip());
  }
}
