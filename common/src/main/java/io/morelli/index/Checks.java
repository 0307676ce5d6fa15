package io.morelli.index;

import io.morelli.message.ImageId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every index demands of its input. */
final class Checks {

  private Checks() {}

  /**
   * The images to write: the last one of each id.
   *
   * @throws IllegalArgumentException if one of them breaks a limit of {@link ImageIndex#upsert}, so
   *     that a batch is refused before any of it is written
   */
  static Collection<IndexedImage> lastOfEachId(List<IndexedImage> images, int dimension) {
    Map<String, IndexedImage> last = new LinkedHashMap<>();
    for (IndexedImage image : images) {
      checkId(image.id());
      checkVector(image.vector(), dimension);
      checkMetadata(image);
      checkFeatures(image);
      // Removed first, so that the order is that of the last occurrences.
      last.remove(image.id());
      last.put(image.id(), image);
    }
    return last.values();
  }

  static void checkSearch(List<float[]> vectors, int topN, int dimension) {
    if (topN < 1) {
      throw new IllegalArgumentException("topN must be at least 1: " + topN);
    }
    vectors.forEach(vector -> checkVector(vector, dimension));
  }

  private static void checkId(String id) {
    int bytes = utf8Length(id);
    if (bytes < 1 || bytes > ImageId.MAX_BYTES) {
      throw new IllegalArgumentException(
          "an image id has 1 to %d bytes, not %d: %s".formatted(ImageId.MAX_BYTES, bytes, id));
    }
  }

  private static void checkVector(float[] vector, int dimension) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "a vector of this index has %d dimensions, not %d".formatted(dimension, vector.length));
    }
    for (float component : vector) {
      if (!Float.isFinite(component)) {
        throw new IllegalArgumentException("a vector has finite components, not " + component);
      }
    }
  }

  private static void checkMetadata(IndexedImage image) {
    int bytes = MetadataSize.of(image.metadata());
    if (bytes > ImageIndex.MAX_METADATA_BYTES) {
      throw new IllegalArgumentException(
          "the metadata of image %s take %d bytes as JSON, more than %d"
              .formatted(image.id(), bytes, ImageIndex.MAX_METADATA_BYTES));
    }
  }

  private static void checkFeatures(IndexedImage image) {
    if (image.features().length > ImageIndex.MAX_FEATURES_BYTES) {
      throw new IllegalArgumentException(
          "the features of image %s have %d bytes, more than %d"
              .formatted(image.id(), image.features().length, ImageIndex.MAX_FEATURES_BYTES));
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
