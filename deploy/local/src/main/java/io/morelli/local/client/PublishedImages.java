package io.morelli.local.client;

import io.morelli.message.Checksum;
import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What stands in the images topic. The topic is compacted and so is itself the record of what was
 * published, by whomever: no journal beside it could go stale.
 */
final class PublishedImages {

  /** After each name and value, so that none runs into the next. */
  private static final byte[] END = {0};

  /** The last one of each image, by its id. */
  private final Map<String, Version> versions;

  private PublishedImages(Map<String, Version> versions) {
    this.versions = versions;
  }

  /**
   * What a record made of an image.
   *
   * @param fingerprint null if it was deleted
   */
  private record Version(RecordPlace place, String fingerprint) {

    static Version of(ConsumerRecord<String, byte[]> record) {
      List<Header> headers =
          StreamSupport.stream(record.headers().spliterator(), false)
              .map(header -> new Header(header.key(), header.value()))
              .toList();
      return new Version(
          RecordPlace.of(record),
          record.value() == null ? null : PublishedImages.fingerprint(record.value(), headers));
    }

    static Version later(Version one, Version other) {
      return one.place.isAfter(other.place) ? one : other;
    }
  }

  static PublishedImages none() {
    return new PublishedImages(Map.of());
  }

  /** Reads the topic from its beginning to its present end. */
  static PublishedImages read(Consumer<String, byte[]> consumer, String topic)
      throws UnreachableException {
    Map<String, Version> versions = new HashMap<>();
    PresentRecords.read(
        consumer,
        topic,
        record -> versions.merge(record.key(), Version.of(record), Version::later));
    return new PublishedImages(versions);
  }

  /** True if the image stands there with this very value and metadata. */
  boolean contains(String id, byte[] value, List<Header> headers) {
    Version last = versions.get(id);
    return last != null && fingerprint(value, headers).equals(last.fingerprint);
  }

  /** Of everything that the ingest job looks at. */
  private static String fingerprint(byte[] value, List<Header> headers) {
    List<byte[]> parts = new ArrayList<>();
    headers.stream()
        .filter(
            header ->
                header.name().equals(HeaderNames.CONTENT_TYPE)
                    || header.name().startsWith(HeaderNames.METADATA_PREFIX))
        .sorted(Comparator.comparing(Header::name))
        .forEach(
            header -> {
              parts.add(header.name().getBytes(StandardCharsets.UTF_8));
              parts.add(END);
              parts.add(header.value() == null ? new byte[0] : header.value());
              parts.add(END);
            });
    parts.add(value);
    return Checksum.of(parts.toArray(byte[][]::new));
  }
}
