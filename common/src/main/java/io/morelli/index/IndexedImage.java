package io.morelli.index;

import java.util.Map;
import java.util.Objects;

/**
 * A picture as the index holds it.
 *
 * @param id 1 to 256 bytes of UTF-8
 * @param vector unit vector
 * @param features packed key points ({@code io.morelli.features})
 * @param metadata from the {@code meta.} headers
 * @param width of the upright picture, pixels
 * @param height of the upright picture, pixels
 * @param checksum SHA-256 of the published value, lower-case hexadecimal
 * @param publishedAt the record's timestamp, milliseconds since the epoch
 * @param source the record that it was published by
 */
public record IndexedImage(
    String id,
    float[] vector,
    byte[] features,
    Map<String, String> metadata,
    int width,
    int height,
    String checksum,
    long publishedAt,
    Source source) {

  /**
   * A record of the images topic.
   *
   * @param partition of the topic; -1 if it is not known
   * @param offset in the partition; -1 if it is not known
   */
  public record Source(int partition, long offset) {

    public static final Source UNKNOWN = new Source(-1, -1);
  }

  public IndexedImage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(vector, "vector");
    Objects.requireNonNull(features, "features");
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(checksum, "checksum");
    Objects.requireNonNull(source, "source");
  }

  /** Of an unknown source. */
  public IndexedImage(
      String id,
      float[] vector,
      byte[] features,
      Map<String, String> metadata,
      int width,
      int height,
      String checksum,
      long publishedAt) {
    this(id, vector, features, metadata, width, height, checksum, publishedAt, Source.UNKNOWN);
  }
}
