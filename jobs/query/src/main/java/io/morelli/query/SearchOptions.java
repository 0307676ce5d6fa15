package io.morelli.query;

import io.morelli.image.Region;
import java.util.Map;

/**
 * What a request asks for beside its picture.
 *
 * @param topN candidates to verify
 * @param filter metadata that a match must have
 * @param crop part of the picture to search with; null for all of it
 * @param explain whether the answer lists the candidates that were turned down
 */
public record SearchOptions(int topN, Map<String, String> filter, Region crop, boolean explain) {

  /** What the request asks about: the crop, or the whole picture. */
  Region asked() {
    return crop == null ? Region.WHOLE : crop;
  }
}
