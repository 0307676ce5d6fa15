package io.morelli.ingest;

import io.morelli.index.IndexedImage.Source;
import io.morelli.picture.PictureView;
import java.util.Map;
import java.util.Objects;

/**
 * A published picture that was read, or a deletion.
 *
 * @param id of the image
 * @param picture null for a deletion
 * @param publishedAt the record's timestamp, milliseconds since the epoch
 * @param source the record
 */
public record ImageChange(String id, Picture picture, long publishedAt, Source source) {

  public ImageChange {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
  }

  ImageChange(String id, Picture picture, long publishedAt) {
    this(id, picture, publishedAt, Source.UNKNOWN);
  }

  ImageChange from(Source record) {
    return new ImageChange(id, picture, publishedAt, record);
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
