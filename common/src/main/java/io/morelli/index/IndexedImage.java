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
 */
public record IndexedImage(
    String id,
    float[] vector,
    byte[] features,
    Map<String, String> metadata,
    int width,
    int height,
    String checksum,
    long publishedAt) {

  public IndexedImage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(vector, "vector");
    Objects.requireNonNull(features, "features");
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(checksum, "checksum");
  }
}
