package io.morelli.index;

import io.morelli.embedding.ModelInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * An index in a folder on disk, embedded in this process: vectors in a Lucene HNSW graph.
 *
 * <p>One process writes at a time; others may read what it last made durable ({@link
 * #openReadOnly}). Every read sees all writes that this object finished before it. A write is
 * durable after {@link #flush} or {@link #close}; after a crash the index is as of the last one.
 */
public final class LuceneImageIndex implements ImageIndex {

  /** Some 1,500 pictures with their key points before a segment is written. */
  private static final double BUFFER_MIB = 64;

  static final int MAX_CONNECTIONS = 32;
  static final int BEAM_WIDTH = 200;

  static final String MODEL_NAME = "morelli.model.name";
  static final String MODEL_VERSION = "morelli.model.version";
  static final String DIMENSION = "morelli.dimension";

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final int dimension;

  private LuceneImageIndex(Directory directory, IndexWriter writer, int dimension)
      throws IOException {
    this.directory = directory;
    this.writer = writer;
    this.searchers = new SearcherManager(writer, null);
    this.dimension = dimension;
  }

  /**
   * Opens the index for reading and writing; makes one if the folder holds none.
   *
   * @throws ModelMismatchException if it was built with another model
   * @throws IndexUnavailableException if another process writes to it, or the folder cannot be used
   */
  public static LuceneImageIndex open(Path folder, ModelInfo model) {
    return Lucene.call(
        "open " + folder,
        () -> {
          Directory directory = FSDirectory.open(folder);
          try {
            return open(directory, folder, model);
          } catch (Throwable e) {
            directory.close();
            throw e;
          }
        });
  }

  /**
   * Opens the last durable state for reading, without the writer's lock. Writes throw {@link
   * UnsupportedOperationException}.
   *
   * @throws IndexUnavailableException if the folder holds no readable index
   */
  public static ReadOnlyLuceneIndex openReadOnly(Path folder) {
    return Lucene.call("open " + folder, () -> ReadOnlyLuceneIndex.open(folder));
  }

  private static LuceneImageIndex open(Directory directory, Path folder, ModelInfo model)
      throws IOException {
    boolean exists = DirectoryReader.indexExists(directory);
    if (exists) {
      checkModel(directory, folder, model);
    }
    IndexWriter writer;
    try {
      writer = new IndexWriter(directory, config());
    } catch (LockObtainFailedException e) {
      throw new IndexUnavailableException(
          "the index in %s is open for writing elsewhere".formatted(folder), e);
    }
    try {
      if (!exists) {
        writer.setLiveCommitData(
            Map.of(
                    MODEL_NAME, model.name(),
                    MODEL_VERSION, model.version(),
                    DIMENSION, Integer.toString(model.dimension()))
                .entrySet());
        writer.commit();
      }
      return new LuceneImageIndex(directory, writer, model.dimension());
    } catch (Throwable e) {
      writer.rollback();
      throw e;
    }
  }

  private static void checkModel(Directory directory, Path folder, ModelInfo model)
      throws IOException {
    Map<String, String> data = SegmentInfos.readLatestCommit(directory).getUserData();
    String version = data.get(MODEL_VERSION);
    String dimension = data.get(DIMENSION);
    if (!model.version().equals(version)
        || !Integer.toString(model.dimension()).equals(dimension)) {
      throw new ModelMismatchException("the index in " + folder, version, dimension, model);
    }
  }

  private static IndexWriterConfig config() {
    // The embedding needs the processors more: one thread merges, and nothing is written twice to
    // pack a segment into one file.
    ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    merges.setMaxMergesAndThreads(6, 1);
    TieredMergePolicy policy = new TieredMergePolicy();
    policy.setNoCFSRatio(0);
    return new IndexWriterConfig(null)
        .setCodec(
            new Lucene912Codec() {
              @Override
              public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return new Lucene99HnswVectorsFormat(MAX_CONNECTIONS, BEAM_WIDTH);
              }
            })
        .setRAMBufferSizeMB(BUFFER_MIB)
        .setUseCompoundFile(false)
        .setMergePolicy(policy)
        .setMergeScheduler(merges);
  }

  @Override
  public void upsert(List<IndexedImage> images) {
    Collection<IndexedImage> last = Checks.lastOfEachId(images, dimension);
    Lucene.call(
        "write to " + directory,
        () -> {
          for (IndexedImage image : last) {
            writer.updateDocument(LuceneDocuments.idTerm(image.id()), LuceneDocuments.write(image));
          }
          return null;
        });
  }

  @Override
  public void delete(Collection<String> ids) {
    Term[] terms = ids.stream().map(LuceneDocuments::idTerm).toArray(Term[]::new);
    Lucene.call("delete from " + directory, () -> writer.deleteDocuments(terms));
  }

  @Override
  public void flush() {
    Lucene.call("commit " + directory, writer::commit);
  }

  @Override
  public List<List<Candidate>> search(List<float[]> vectors, int topN, Map<String, String> filter) {
    return read(snapshot -> snapshot.search(vectors, topN, filter));
  }

  @Override
  public List<IndexedImage> nearestToAny(
      List<float[]> vectors, int topN, Map<String, String> filter) {
    return read(snapshot -> snapshot.nearestToAny(vectors, topN, filter));
  }

  @Override
  public Optional<IndexedImage> get(String id) {
    return read(snapshot -> snapshot.get(id));
  }

  @Override
  public long count() {
    return read(LuceneSnapshot::count);
  }

  @Override
  public void scan(Consumer<IndexedImage> visitor) {
    read(
        snapshot -> {
          snapshot.scan(visitor);
          return null;
        });
  }

  /**
   * Whether it can still be used: not closed, neither by {@link #close} nor by Lucene itself, which
   * closes its writer when it fails in the middle of writing. That includes the interruption of the
   * writing thread, which is how Flink cancels a task.
   */
  boolean isOpen() {
    return writer.isOpen();
  }

  @Override
  public void close() {
    Lucene.call(
        "close " + directory,
        () -> {
          try (directory;
              searchers) {
            if (writer.isOpen()) {
              try {
                writer.commit();
              } finally {
                // Unlike close(), this does not wait for merges; they are made up for later.
                writer.rollback();
              }
            }
          }
          return null;
        });
  }

  private <T> T read(Reading<T> reading) {
    return Lucene.call(
        "read " + directory,
        () -> {
          searchers.maybeRefreshBlocking();
          IndexSearcher searcher = searchers.acquire();
          try {
            return reading.of(new LuceneSnapshot(searcher, dimension));
          } finally {
            searchers.release(searcher);
          }
        });
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(LuceneSnapshot snapshot) throws IOException;
  }
}
