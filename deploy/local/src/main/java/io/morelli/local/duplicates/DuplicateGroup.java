package io.morelli.local.duplicates;

import java.util.List;
import java.util.Map;

/**
 * Pictures that are all the same, each linked with another by a pair.
 *
 * @param pictures by id, at least two
 * @param pairs those found among them, the strongest first
 */
public record DuplicateGroup(List<Picture> pictures, List<DuplicatePair> pairs) {

  /**
   * An indexed picture.
   *
   * @param width pixels
   * @param height pixels
   * @param metadata as published
   */
  public record Picture(String id, int width, int height, Map<String, String> metadata) {}
}
