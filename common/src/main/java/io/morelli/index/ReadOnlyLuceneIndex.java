package io.morelli.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;

/**
 * The durable state of a {@link LuceneImageIndex} at the time of opening, which another process may
 * be writing to. Writes throw {@link UnsupportedOperationException}.
 */
public final class ReadOnlyLuceneIndex implements ImageIndex {

  private final Directory directory;
  private final DirectoryReader reader;
  private final String modelName;
  private final String modelVersion;
  private final int dimension;
  private final LuceneSnapshot snapshot;

  private ReadOnlyLuceneIndex(Directory directory, DirectoryReader reader) throws IOException {
    Map<String, String> data = reader.getIndexCommit().getUserData();
    this.directory = directory;
    this.reader = reader;
    this.modelName = data.getOrDefault(LuceneImageIndex.MODEL_NAME, "");
    this.modelVersion = data.get(LuceneImageIndex.MODEL_VERSION);
    String numbers = data.get(LuceneImageIndex.DIMENSION);
    if (numbers == null) {
      throw new IOException("no index of Morelli's in " + directory);
    }
    this.dimension = Integer.parseInt(numbers);
    this.snapshot = new LuceneSnapshot(new IndexSearcher(reader), dimension);
  }

  static ReadOnlyLuceneIndex open(Path folder) throws IOException {
    Directory directory = FSDirectory.open(folder);
    DirectoryReader reader = null;
    try {
      reader = DirectoryReader.open(directory);
      return new ReadOnlyLuceneIndex(directory, reader);
    } catch (Throwable e) {
      IOUtils.closeWhileHandlingException(reader, directory);
      throw e;
    }
  }

  /** Of the model that the index was built with; empty if it is not known. */
  public String modelName() {
    return modelName;
  }

  /** Of the model that the index was built with. */
  public String modelVersion() {
    return modelVersion;
  }

  /** Of the index's vectors. */
  public int dimension() {
    return dimension;
  }

  @Override
  public List<List<Candidate>> search(List<float[]> vectors, int topN, Map<String, String> filter) {
    return Lucene.call("read " + directory, () -> snapshot.search(vectors, topN, filter));
  }

  @Override
  public List<IndexedImage> nearestToAny(
      List<float[]> vectors, int topN, Map<String, String> filter) {
    return Lucene.call("read " + directory, () -> snapshot.nearestToAny(vectors, topN, filter));
  }

  @Override
  public Optional<IndexedImage> get(String id) {
    return Lucene.call("read " + directory, () -> snapshot.get(id));
  }

  @Override
  public long count() {
    return snapshot.count();
  }

  @Override
  public void scan(Consumer<IndexedImage> visitor) {
    Lucene.call(
        "read " + directory,
        () -> {
          snapshot.scan(visitor);
          return null;
        });
  }

  @Override
  public void upsert(List<IndexedImage> images) {
    throw readOnly();
  }

  @Override
  public void delete(Collection<String> ids) {
    throw readOnly();
  }

  @Override
  public void flush() {
    throw readOnly();
  }

  @Override
  public void close() {
    Lucene.call(
        "close " + directory,
        () -> {
          try (directory;
              reader) {
            return null;
          }
        });
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("this index was opened for reading only");
  }
}
