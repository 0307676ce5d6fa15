package io.morelli.index;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The best score of everything that was found, as often as it was found. Not thread-safe.
 *
 * @param <K> names what was found
 */
final class BestScores<K> {

  private final Map<K, Float> scores = new LinkedHashMap<>();

  void add(K key, float score) {
    scores.merge(key, score, Math::max);
  }

  /** The first by falling score, at most so many. */
  List<K> first(int count) {
    return scores.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }
}
