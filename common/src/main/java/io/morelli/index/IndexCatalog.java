package io.morelli.index;

import io.morelli.embedding.ModelInfo;
import java.util.List;

/**
 * The indexes at one location, for those who operate them. Opened by {@link ImageIndexes#catalog}.
 *
 * <p>Not thread-safe. Calls throw {@link IndexUnavailableException} where the location does not
 * answer, and {@link IllegalArgumentException} for a name that is not there and for what the engine
 * cannot do.
 */
public interface IndexCatalog extends AutoCloseable {

  /** All of them; empty if there is none. */
  List<IndexDescription> list();

  /**
   * Makes an empty index at the location. The first one becomes the serving one, unless the
   * location names a collection.
   *
   * @return its name
   * @throws ModelMismatchException if there is one of another model
   */
  String create(ModelInfo model);

  /**
   * Brings what was written so far into the form in which it is searched for good, and returns when
   * that is done; for a million pictures after minutes. Milvus does so by itself after a while, and
   * makes its index of the vectors only then. An embedded index needs nothing of the kind.
   */
  void settle(String name);

  /** Lets jobs that start from now on use this one. To go back, switch to the former. */
  void switchTo(String name);

  /**
   * Deletes an index with all that it holds.
   *
   * @throws IllegalArgumentException also if it is in use
   */
  void drop(String name);

  /**
   * Opens an index for looking at it, whatever its model is.
   *
   * @param name empty for the serving one
   */
  ImageIndex read(String name);

  @Override
  void close();
}
