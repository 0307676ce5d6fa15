package io.morelli.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Groups of pictures that show the same, transitively (union-find). A group is named by its
 * smallest id, whatever the order in which the pairs come. Not thread-safe.
 */
final class Duplicates {

  /**
   * Two pictures that were verified to show the same.
   *
   * @param matchingPoints geometrically consistent matches of the two
   */
  record Pair(String one, String other, double cosine, int matchingPoints) {}

  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, Pair> pairs = new TreeMap<>();

  void add(Pair pair) {
    boolean ordered = pair.one().compareTo(pair.other()) < 0;
    String key = ordered ? pair.one() + "\n" + pair.other() : pair.other() + "\n" + pair.one();
    // Either picture may have been the query; the better of the two views is kept.
    pairs.merge(key, pair, (a, b) -> a.matchingPoints() >= b.matchingPoints() ? a : b);
    String one = group(pair.one());
    String other = group(pair.other());
    if (one.compareTo(other) < 0) {
      parents.put(other, one);
    } else if (one.compareTo(other) > 0) {
      parents.put(one, other);
    }
  }

  /** The name of the picture's group; a picture without duplicates is its own. */
  String group(String id) {
    String root = id;
    for (String parent = parents.get(root); parent != null; parent = parents.get(root)) {
      root = parent;
    }
    // Shortened, so that the next look-up is direct.
    for (String at = id; !at.equals(root); ) {
      at = parents.put(at, root);
    }
    return root;
  }

  /** The pairs that were added, the weakest evidence first. */
  List<Pair> pairs() {
    List<Pair> sorted = new ArrayList<>(pairs.values());
    sorted.sort((a, b) -> Integer.compare(a.matchingPoints(), b.matchingPoints()));
    return sorted;
  }
}
