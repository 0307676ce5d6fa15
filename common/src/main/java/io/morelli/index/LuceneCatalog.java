package io.morelli.index;

import io.morelli.embedding.ModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;

/** The one index of a folder. */
final class LuceneCatalog implements IndexCatalog {

  private final Path folder;

  LuceneCatalog(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<IndexDescription> list() {
    if (!exists()) {
      return List.of();
    }
    try (ReadOnlyLuceneIndex index = LuceneImageIndex.openReadOnly(folder)) {
      return List.of(
          new IndexDescription(
              "Lucene",
              name(),
              true,
              index.modelName(),
              index.modelVersion(),
              index.dimension(),
              OptionalLong.of(index.count()),
              "HNSW",
              Map.of(
                  "M", Integer.toString(LuceneImageIndex.MAX_CONNECTIONS),
                  "efConstruction", Integer.toString(LuceneImageIndex.BEAM_WIDTH)),
              OptionalLong.of(bytes())));
    }
  }

  @Override
  public String create(ModelInfo model) {
    LuceneImageIndex.open(folder, model).close();
    return name();
  }

  @Override
  public void settle(String name) {
    check(name);
  }

  @Override
  public void switchTo(String name) {
    throw new IllegalArgumentException(
        "an embedded index has no alias that could be switched: start the jobs with the other"
            + " folder, --index.uri lucene:///FOLDER");
  }

  @Override
  public void drop(String name) {
    check(name);
    Lucene.call(
        "delete " + folder,
        () -> {
          try (Directory directory = FSDirectory.open(folder)) {
            try (Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
              lock.ensureValid();
              for (String file : directory.listAll()) {
                if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
                  directory.deleteFile(file);
                }
              }
            } catch (LockObtainFailedException e) {
              throw new IllegalArgumentException(
                  "the index in %s is in use: stop the system first".formatted(folder), e);
            }
            directory.deleteFile(IndexWriter.WRITE_LOCK_NAME);
          }
          Files.delete(folder);
          return null;
        });
  }

  @Override
  public ImageIndex read(String name) {
    if (!name.isEmpty() || !exists()) {
      check(name);
    }
    return LuceneImageIndex.openReadOnly(folder);
  }

  private void check(String name) {
    if (!exists() || !name.equals(name())) {
      throw new IllegalArgumentException("there is no index %s in %s".formatted(name, folder));
    }
  }

  private boolean exists() {
    return Lucene.call(
        "read " + folder,
        () -> {
          // Opening a directory would make it.
          if (!Files.isDirectory(folder)) {
            return false;
          }
          try (Directory directory = FSDirectory.open(folder)) {
            return DirectoryReader.indexExists(directory);
          }
        });
  }

  private long bytes() {
    return Lucene.call(
        "read " + folder,
        () -> {
          try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(LuceneCatalog::size).sum();
          }
        });
  }

  /** Of a file that a merge may just have deleted. */
  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private String name() {
    return folder.getFileName().toString();
  }

  @Override
  public void close() {}
}
