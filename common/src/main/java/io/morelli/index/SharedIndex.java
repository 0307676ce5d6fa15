package io.morelli.index;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An index with several handles, closed with the last of them. Thread-safe. */
final class SharedIndex {

  private final ImageIndex index;
  private int handles;
  private boolean closed;

  SharedIndex(ImageIndex index) {
    this.index = index;
  }

  /** A new handle; empty if the index is closed, and another one has to be opened. */
  synchronized Optional<ImageIndex> acquire() {
    if (closed || index instanceof LuceneImageIndex lucene && !lucene.isOpen()) {
      return Optional.empty();
    }
    handles++;
    return Optional.of(new Handle());
  }

  private synchronized void release() {
    handles--;
    if (handles == 0) {
      closed = true;
      index.close();
    }
  }

  private final class Handle implements ImageIndex {

    private final AtomicBoolean released = new AtomicBoolean();

    @Override
    public void upsert(List<IndexedImage> images) {
      use().upsert(images);
    }

    @Override
    public void delete(Collection<String> ids) {
      use().delete(ids);
    }

    @Override
    public void flush() {
      use().flush();
    }

    @Override
    public List<List<Candidate>> search(
        List<float[]> vectors, int topN, Map<String, String> filter) {
      return use().search(vectors, topN, filter);
    }

    @Override
    public List<IndexedImage> nearestToAny(
        List<float[]> vectors, int topN, Map<String, String> filter) {
      return use().nearestToAny(vectors, topN, filter);
    }

    @Override
    public Optional<IndexedImage> get(String id) {
      return use().get(id);
    }

    @Override
    public long count() {
      return use().count();
    }

    @Override
    public void scan(Consumer<IndexedImage> visitor) {
      use().scan(visitor);
    }

    @Override
    public void close() {
      if (!released.getAndSet(true)) {
        release();
      }
    }

    private ImageIndex use() {
      if (released.get()) {
        throw new IllegalStateException("this handle of the index is closed");
      }
      return index;
    }
  }
}
