package io.morelli.ingest;

import io.morelli.picture.PictureView;
import java.util.Map;
import java.util.Objects;

/**
 * A published picture that was read, or a deletion.
 *
 * @param id of the image
 * @param picture null for a deletion
 * @param publishedAt the record's timestamp, milliseconds since the epoch
 */
public record ImageChange(String id, Picture picture, long publishedAt) {

  public ImageChange {
    Objects.requireNonNull(id, "id");
  }

  public boolean isDeletion() {
    return picture == null;
  }

  /**
   * @param view what the search compares
   * @param width of the upright picture, pixels
   * @param height of the upright picture, pixels
   * @param checksum SHA-256 of the record's value, lower-case hexadecimal
   */
  public record Picture(
      PictureView view, Map<String, String> metadata, int width, int height, String checksum) {}
}
