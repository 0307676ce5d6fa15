package io.morelli.embedding;

import java.util.List;

/**
 * Where a network looks in a picture: the weight that each position has in the pooling, and the
 * class activation maps (Zhou et al., CVPR 2016) of the most probable classes. All maps have {@code
 * side * side} values, row by row, over the whole picture.
 *
 * @param side of a map
 * @param weights not negative, 1 on average
 * @param classes the most probable one first
 */
public record ActivationMaps(int side, float[] weights, List<ClassMap> classes) {

  public ActivationMaps {
    classes = List.copyOf(classes);
  }

  /**
   * Where a class is seen.
   *
   * @param index of the class
   * @param name its name, or {@code class N}
   * @param probability 0 to 1
   * @param map evidence for the class, not negative
   */
  public record ClassMap(int index, String name, float probability, float[] map) {}
}
