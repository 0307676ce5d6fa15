package io.morelli.local.indexing;

import io.morelli.index.IndexedImage;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

/** The true nearest neighbours of a vector among those that are offered. Not thread-safe. */
final class ExactNeighbours {

  private record Neighbour(String id, double cosine) {}

  private final float[] query;
  private final int count;
  private final PriorityQueue<Neighbour> nearest =
      new PriorityQueue<>(Comparator.comparingDouble(Neighbour::cosine));

  /**
   * @param query unit vector
   */
  ExactNeighbours(float[] query, int count) {
    this.query = query;
    this.count = count;
  }

  /**
   * @param image with a unit vector; each is to be offered once
   */
  void offer(IndexedImage image) {
    double cosine = 0;
    float[] vector = image.vector();
    for (int i = 0; i < query.length; i++) {
      cosine += query[i] * vector[i];
    }
    if (nearest.size() < count) {
      nearest.add(new Neighbour(image.id(), cosine));
    } else if (cosine > nearest.peek().cosine()) {
      nearest.poll();
      nearest.add(new Neighbour(image.id(), cosine));
    }
  }

  Set<String> ids() {
    return nearest.stream().map(Neighbour::id).collect(Collectors.toSet());
  }
}
