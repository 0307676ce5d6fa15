package io.morelli.local.indexing;

import io.morelli.index.IndexedImage;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

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

  float[] query() {
    return query;
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

  /** Nearest first. */
  List<String> ids() {
    return nearest.stream()
        .sorted(Comparator.comparingDouble(Neighbour::cosine).reversed())
        .map(Neighbour::id)
        .toList();
  }
}
