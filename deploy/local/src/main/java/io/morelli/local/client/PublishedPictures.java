package io.morelli.local.client;

import io.morelli.message.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The pictures themselves, which the index does not hold: the images topic does. */
public final class PublishedPictures {

  private PublishedPictures() {}

  /** Told of pictures; of each image the last call counts. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * @param encoded empty if it was deleted, or is published by its URI only
     */
    void visit(String id, Optional<byte[]> encoded);
  }

  /**
   * Visits these images. Reads the whole topic, as programs differ in how they choose a key's
   * partition; with one picture in memory at a time.
   *
   * @throws UnreachableException if Kafka sends nothing for a minute
   */
  public static void read(KafkaConnection kafka, String topic, Set<String> ids, Visitor visitor)
      throws UnreachableException {
    Map<String, RecordPlace> visited = new HashMap<>();
    try (Consumer<String, byte[]> consumer = kafka.consumer()) {
      PresentRecords.read(
          consumer,
          topic,
          record -> {
            RecordPlace place = RecordPlace.of(record);
            RecordPlace former = visited.get(record.key());
            if (ids.contains(record.key()) && (former == null || !former.isAfter(place))) {
              visited.put(record.key(), place);
              visitor.visit(
                  record.key(), Optional.ofNullable(record.value()).filter(v -> !isUri(record)));
            }
          });
    }
  }

  private static boolean isUri(ConsumerRecord<String, byte[]> record) {
    var type = record.headers().lastHeader(HeaderNames.CONTENT_TYPE);
    return type != null
        && type.value() != null
        && new String(type.value(), StandardCharsets.UTF_8)
            .strip()
            .toLowerCase(Locale.ROOT)
            .startsWith(HeaderNames.URI_LIST);
  }
}
