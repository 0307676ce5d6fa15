package io.morelli.query;

import io.morelli.image.Region;
import io.morelli.message.Explain;
import java.util.Map;
import java.util.Set;

/**
 * What a request asks for beside its picture.
 *
 * @param topN candidates to verify
 * @param filter metadata that a match must have
 * @param crop part of the picture to search with; null for all of it
 * @param explain what the answer explains
 */
public record SearchOptions(
    int topN, Map<String, String> filter, Region crop, Set<Explain> explain) {

  /** What the request asks about: the crop, or the whole picture. */
  Region asked() {
    return crop == null ? Region.WHOLE : crop;
  }
}
