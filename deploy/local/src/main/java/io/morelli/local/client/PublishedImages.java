package io.morelli.local.client;

import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What stands in the images topic. The topic is compacted and so is itself the record of what was
 * published, by whomever: no journal beside it could go stale.
 */
final class PublishedImages {

  /** Fingerprints by image id. */
  private final Map<String, String> fingerprints;

  private PublishedImages(Map<String, String> fingerprints) {
    this.fingerprints = fingerprints;
  }

  static PublishedImages none() {
    return new PublishedImages(Map.of());
  }

  /** Reads the topic from its beginning to its present end. */
  static PublishedImages read(Consumer<String, byte[]> consumer, String topic) {
    Map<String, String> fingerprints = new HashMap<>();
    PresentRecords.read(
        consumer,
        topic,
        record -> {
          if (record.value() == null) {
            fingerprints.remove(record.key());
          } else {
            List<Header> headers =
                StreamSupport.stream(record.headers().spliterator(), false)
                    .map(header -> new Header(header.key(), header.value()))
                    .toList();
            fingerprints.put(record.key(), fingerprint(record.value(), headers));
          }
        });
    return new PublishedImages(fingerprints);
  }

  /** True if the image stands there with this very value and metadata. */
  boolean contains(String id, byte[] value, List<Header> headers) {
    String published = fingerprints.get(id);
    return published != null && published.equals(fingerprint(value, headers));
  }

  /** Of everything that the ingest job looks at. */
  private static String fingerprint(byte[] value, List<Header> headers) {
    MessageDigest digest = sha256();
    headers.stream()
        .filter(
            header ->
                header.name().equals(HeaderNames.CONTENT_TYPE)
                    || header.name().startsWith(HeaderNames.METADATA_PREFIX))
        .sorted(Comparator.comparing(Header::name))
        .forEach(
            header -> {
              digest.update(header.name().getBytes(StandardCharsets.UTF_8));
              digest.update((byte) 0);
              digest.update(header.value() == null ? new byte[0] : header.value());
              digest.update((byte) 0);
            });
    return HexFormat.of().formatHex(digest.digest(value));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
