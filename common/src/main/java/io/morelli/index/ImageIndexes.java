package io.morelli.index;

import io.morelli.embedding.ModelInfo;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Opens indexes by URI:
 *
 * <ul>
 *   <li>{@code lucene:///folder}: in this process, on disk ({@link LuceneImageIndex});
 *   <li>{@code milvus://host:port/database?options}: a Milvus server ({@link MilvusOptions}).
 * </ul>
 *
 * <p>All that open the same URI for the same model in one JVM share one index, since only one
 * writer may be open on a folder and one client serves a whole process best. It is closed with the
 * last handle.
 */
public final class ImageIndexes {

  private static final Map<Key, SharedIndex> OPEN = new HashMap<>();

  private ImageIndexes() {}

  /**
   * A handle of the index, to be closed by the caller.
   *
   * @throws IllegalArgumentException if the URI is not one of the above
   * @throws ModelMismatchException if the index was built with another model
   * @throws IndexUnavailableException if it cannot be opened now
   */
  public static ImageIndex open(URI uri, ModelInfo model) {
    Object place = isMilvus(uri) ? MilvusOptions.of(uri) : folder(uri);
    Key key = new Key(place, model.version());
    synchronized (OPEN) {
      return Optional.ofNullable(OPEN.get(key))
          .flatMap(SharedIndex::acquire)
          .orElseGet(
              () -> {
                SharedIndex opened = new SharedIndex(connect(place, model));
                OPEN.put(key, opened);
                return opened.acquire().orElseThrow();
              });
    }
  }

  /**
   * The indexes at a location, for operating them; to be closed by the caller.
   *
   * @throws IllegalArgumentException if the URI is not one of the above
   * @throws IndexUnavailableException if it does not answer
   */
  public static IndexCatalog catalog(URI uri) {
    return isMilvus(uri)
        ? MilvusCatalog.open(MilvusOptions.of(uri))
        : new LuceneCatalog(folder(uri));
  }

  /**
   * The location of another index at the same place: a collection of that Milvus, or a folder
   * beside that folder.
   *
   * @param name of the collection or folder
   */
  public static URI beside(URI uri, String name) {
    if (isMilvus(uri)) {
      return MilvusOptions.withCollection(uri, name);
    }
    return uri(folder(uri).resolveSibling(name));
  }

  /** The location of an embedded index. */
  public static URI uri(Path folder) {
    return URI.create("lucene://" + folder.toAbsolutePath().toUri().getRawPath());
  }

  /**
   * The usual name of an index that another model makes at that place.
   *
   * @throws IllegalArgumentException if the URI is not one of the above
   */
  public static String usualName(URI uri, ModelInfo model) {
    return isMilvus(uri)
        ? MilvusOptions.of(uri).usualName(model)
        : "%s_%s".formatted(folder(uri).getFileName(), model.version().substring(0, 12));
  }

  public static boolean isMilvus(URI uri) {
    return "milvus".equals(uri.getScheme());
  }

  /**
   * The folder of a {@code lucene:} URI.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static Path folder(URI uri) {
    if (!"lucene".equals(uri.getScheme()) || uri.getPath() == null || uri.getAuthority() != null) {
      throw new IllegalArgumentException("not of the form lucene:///folder: " + uri);
    }
    return Path.of(uri.getPath()).normalize();
  }

  private static ImageIndex connect(Object place, ModelInfo model) {
    return place instanceof MilvusOptions options
        ? MilvusImageIndex.open(options, model)
        : LuceneImageIndex.open((Path) place, model);
  }

  /**
   * @param place a {@link Path} or {@link MilvusOptions}, rather than the URI, which may be written
   *     in several ways
   */
  private record Key(Object place, String modelVersion) {}
}
