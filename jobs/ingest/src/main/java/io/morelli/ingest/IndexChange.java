package io.morelli.ingest;

import io.morelli.index.IndexedImage;
import java.util.Objects;

/**
 * What the index is to do.
 *
 * @param id of the image
 * @param image to insert or replace; null deletes
 * @param publishedAt the record's timestamp, milliseconds since the epoch
 */
public record IndexChange(String id, IndexedImage image, long publishedAt) {

  public IndexChange {
    Objects.requireNonNull(id, "id");
  }
}
