package io.morelli.index;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An index in the heap, searched exactly, that can be made unavailable; a test may add faults. */
public class InMemoryImageIndex implements ImageIndex {

  private final int dimension;
  private final Map<String, IndexedImage> images = new ConcurrentSkipListMap<>();
  private final AtomicBoolean available = new AtomicBoolean(true);
  private final AtomicInteger flushes = new AtomicInteger();

  public InMemoryImageIndex(int dimension) {
    this.dimension = dimension;
  }

  public void setAvailable(boolean value) {
    available.set(value);
  }

  public int flushes() {
    return flushes.get();
  }

  private void requireAvailable() {
    if (!available.get()) {
      throw new IndexUnavailableException("made unavailable", null);
    }
  }

  @Override
  public void upsert(List<IndexedImage> batch) {
    requireAvailable();
    Checks.lastOfEachId(batch, dimension).forEach(image -> images.put(image.id(), image));
  }

  @Override
  public void delete(Collection<String> ids) {
    requireAvailable();
    images.keySet().removeAll(ids);
  }

  @Override
  public void flush() {
    requireAvailable();
    flushes.incrementAndGet();
  }

  @Override
  public List<List<Candidate>> search(List<float[]> vectors, int topN, Map<String, String> filter) {
    requireAvailable();
    Checks.checkSearch(vectors, topN, dimension);
    return vectors.stream().map(vector -> nearest(vector, topN, filter)).toList();
  }

  private List<Candidate> nearest(float[] vector, int topN, Map<String, String> filter) {
    return images.values().stream()
        .filter(image -> image.metadata().entrySet().containsAll(filter.entrySet()))
        .map(image -> new Candidate(image, Cosine.of(vector, image.vector())))
        .sorted(Comparator.comparingDouble(Candidate::cosine).reversed())
        .limit(topN)
        .toList();
  }

  @Override
  public List<IndexedImage> nearestToAny(
      List<float[]> vectors, int topN, Map<String, String> filter) {
    return search(vectors, topN, filter).stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingDouble(Candidate::cosine).reversed())
        .map(Candidate::image)
        .distinct()
        .limit(topN)
        .toList();
  }

  @Override
  public Optional<IndexedImage> get(String id) {
    requireAvailable();
    return Optional.ofNullable(images.get(id));
  }

  @Override
  public long count() {
    return images.size();
  }

  @Override
  public void scan(Consumer<IndexedImage> visitor) {
    images.values().forEach(visitor);
  }

  @Override
  public void close() {}
}
