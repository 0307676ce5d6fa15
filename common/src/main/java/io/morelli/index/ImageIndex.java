package io.morelli.index;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The searchable pictures: vector, packed key points and metadata by image id.
 *
 * <p>Thread-safe. Every write is idempotent: applying it again changes nothing. Calls end within
 * the deadline the index was opened with; one that cannot be carried out throws {@link
 * IndexUnavailableException}, which a later try may not meet again.
 */
public interface ImageIndex extends AutoCloseable {

  /**
   * An image's metadata, as {@link MetadataSize} counts. Lucene takes 32,766 bytes to filter by,
   * Milvus 65,536 of JSON.
   */
  int MAX_METADATA_BYTES = 32_000;

  /** Packed key points of an image: some 5,400 of them. */
  int MAX_FEATURES_BYTES = 196_596;

  /**
   * Inserts or replaces. Where an id occurs more than once, the last one stays.
   *
   * @throws IllegalArgumentException if a vector has another dimension than the index, or a
   *     component that is not finite, or an id, metadata or features are too long; nothing is
   *     written then
   */
  void upsert(List<IndexedImage> images);

  /** Removes; an id that is not there is no error. */
  void delete(Collection<String> ids);

  /**
   * Makes everything written so far durable. Called before a checkpoint completes, so that what the
   * source will not replay is on disk.
   */
  void flush();

  /**
   * The nearest pictures of each query vector by cosine, best first.
   *
   * @param vectors unit vectors; searched in one call
   * @param topN at most so many for each vector
   * @param filter metadata that a picture must have, all of them; empty for no restriction
   * @return one list for each vector, in their order
   */
  List<List<Candidate>> search(List<float[]> vectors, int topN, Map<String, String> filter);

  /**
   * The pictures that are nearest to any of the query vectors, by their best cosine, best first.
   * Only these are read, so that the parts of one query picture cost little more memory than it
   * does as a whole.
   *
   * @param vectors unit vectors; searched in one call
   * @param topN at most so many in all
   * @param filter as {@link #search}
   */
  List<IndexedImage> nearestToAny(List<float[]> vectors, int topN, Map<String, String> filter);

  Optional<IndexedImage> get(String id);

  /** How many pictures are indexed, as of the last write of this process. */
  long count();

  /** Visits every picture once, in no particular order, with a bounded number of them in memory. */
  void scan(Consumer<IndexedImage> visitor);

  @Override
  void close();
}
