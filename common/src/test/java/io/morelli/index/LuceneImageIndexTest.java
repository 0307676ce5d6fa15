package io.morelli.index;

import static io.morelli.index.IndexSamples.image;
import static io.morelli.index.IndexSamples.model;
import static io.morelli.index.IndexSamples.near;
import static io.morelli.index.IndexSamples.randomVector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.morelli.embedding.ModelInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneImageIndexTest extends ImageIndexContract {

  private static final ModelInfo MODEL = model("aaaa", 4);

  @TempDir Path folder;

  @Override
  ImageIndex open(ModelInfo model) {
    return LuceneImageIndex.open(folder.resolve("contract"), model);
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() {
    Path place = folder.resolve("reopened");
    try (ImageIndex index = LuceneImageIndex.open(place, MODEL)) {
      index.upsert(List.of(image("a", 1, 0, 0, 0), image("b", 0, 1, 0, 0)));
    }
    try (ImageIndex index = LuceneImageIndex.open(place, MODEL)) {
      index.delete(List.of("a"));
    }
    try (ImageIndex index = LuceneImageIndex.open(place, MODEL)) {
      assertThat(index.count()).isEqualTo(1);
      assertThat(index.get("b")).isPresent();
    }
  }

  @Test
  void aCrashLosesOnlyWhatWasNotFlushed() throws IOException {
    Path place = folder.resolve("running");
    Path crashed = folder.resolve("crashed");
    try (ImageIndex index = LuceneImageIndex.open(place, MODEL)) {
      index.upsert(List.of(image("durable", 1, 0, 0, 0)));
      index.flush();
      index.upsert(List.of(image("lost", 0, 1, 0, 0)));
      // Searched, so that a segment that no commit knows lies in the folder.
      assertThat(index.count()).isEqualTo(2);
      copyFiles(place, crashed);
    }
    try (ImageIndex index = LuceneImageIndex.open(crashed, MODEL)) {
      assertThat(index.get("durable")).isPresent();
      assertThat(index.count()).isEqualTo(1);
      index.upsert(List.of(image("lost", 0, 1, 0, 0)));
      assertThat(index.count()).isEqualTo(2);
    }
  }

  @Test
  void anotherModelIsRefusedAndNothingChanges() {
    Path place = folder.resolve("model");
    try (ImageIndex index = LuceneImageIndex.open(place, MODEL)) {
      index.upsert(List.of(image("a", 1, 0, 0, 0)));
    }
    assertThatExceptionOfType(ModelMismatchException.class)
        .isThrownBy(() -> LuceneImageIndex.open(place, model("bbbb", 4)))
        .withMessageContainingAll("aaaa", "bbbb", "morelli index reembed");
    assertThatExceptionOfType(ModelMismatchException.class)
        .isThrownBy(() -> LuceneImageIndex.open(place, model("aaaa", 5)));
    try (ImageIndex index = LuceneImageIndex.open(place, MODEL)) {
      assertThat(index.count()).isEqualTo(1);
    }
  }

  @Test
  void onlyOneMayWriteAtATime() {
    Path place = folder.resolve("locked");
    ImageIndex index = LuceneImageIndex.open(place, MODEL);
    assertThatExceptionOfType(IndexUnavailableException.class)
        .isThrownBy(() -> LuceneImageIndex.open(place, MODEL))
        .withMessageContaining(place.toString());
    index.close();
    index.close();
    LuceneImageIndex.open(place, MODEL).close();
  }

  @Test
  void aCloseThatCannotCommitLetsGoOfTheFolder() throws IOException {
    Path place = folder.resolve("uncommitted");
    ImageIndex index = LuceneImageIndex.open(place, MODEL);
    index.upsert(List.of(image("lost", 1, 0, 0, 0)));
    // In the place of the file that Lucene writes next.
    Files.createDirectory(place.resolve("pending_segments_2"));
    assertThatExceptionOfType(IndexUnavailableException.class).isThrownBy(index::close);
    try (ImageIndex again = LuceneImageIndex.open(place, MODEL)) {
      assertThat(again.count()).isZero();
    }
  }

  @Test
  void readOnlySeesTheLastCommitWhileAnotherWrites() {
    Path place = folder.resolve("shared");
    try (ImageIndex index = LuceneImageIndex.open(place, MODEL)) {
      index.upsert(List.of(image("durable", 1, 0, 0, 0)));
      index.flush();
      index.upsert(List.of(image("later", 0, 1, 0, 0)));
      try (ReadOnlyLuceneIndex reader = LuceneImageIndex.openReadOnly(place)) {
        assertThat(reader.modelVersion()).isEqualTo("aaaa");
        assertThat(reader.dimension()).isEqualTo(4);
        assertThat(reader.count()).isEqualTo(1);
        assertThat(reader.get("durable")).isPresent();
        assertThat(reader.search(List.of(new float[] {0, 1, 0, 0}), 5, Map.of()).get(0)).hasSize(1);
        List<String> scanned = new ArrayList<>();
        reader.scan(image -> scanned.add(image.id()));
        assertThat(scanned).containsExactly("durable");
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(() -> reader.delete(List.of("durable")));
      }
      index.flush();
      try (ReadOnlyLuceneIndex reader = LuceneImageIndex.openReadOnly(place)) {
        assertThat(reader.count()).isEqualTo(2);
      }
    }
  }

  @Test
  void readOnlyNeedsAnIndex() {
    assertThatExceptionOfType(IndexUnavailableException.class)
        .isThrownBy(() -> LuceneImageIndex.openReadOnly(folder.resolve("nothing here")));
  }

  /** Beyond the size up to which every vector is compared, so that the graph is searched. */
  @Test
  void theGraphFindsTheHundredNearest() {
    int dimension = 256;
    Random random = new Random(4);
    List<IndexedImage> images = clusteredImages(12_000, 1_200, dimension, random);
    int queries = 50;
    int found = 0;
    try (ImageIndex index =
        LuceneImageIndex.open(folder.resolve("large"), model("aaaa", dimension))) {
      for (int start = 0; start < images.size(); start += 1_000) {
        index.upsert(images.subList(start, start + 1_000));
        // Searched in between, as a running system does: that makes many segments.
        index.count();
      }
      for (int q = 0; q < queries; q++) {
        float[] query = near(images.get(q * 200).vector(), 0.5, random);
        Set<String> exact =
            images.stream()
                .map(image -> new Candidate(image, Cosine.of(query, image.vector())))
                .sorted(Comparator.comparingDouble(Candidate::cosine).reversed())
                .limit(100)
                .map(candidate -> candidate.image().id())
                .collect(Collectors.toSet());
        Set<String> approximate = new HashSet<>();
        index
            .search(List.of(query), 100, Map.of())
            .get(0)
            .forEach(candidate -> approximate.add(candidate.image().id()));
        assertThat(approximate).hasSize(100);
        approximate.retainAll(exact);
        found += approximate.size();
      }
    }
    double recall = found / (100.0 * queries);
    System.out.printf("HNSW, 12,000 clustered vectors: recall@100 %.4f%n", recall);
    assertThat(recall).isGreaterThanOrEqualTo(0.99);
  }

  static List<IndexedImage> clusteredImages(int count, int clusters, int dimension, Random random) {
    List<float[]> centres = new ArrayList<>();
    for (int i = 0; i < clusters; i++) {
      centres.add(randomVector(random, dimension));
    }
    List<IndexedImage> images = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      images.add(image("image " + i, near(centres.get(i % clusters), 0.7, random), Map.of()));
    }
    return images;
  }

  private static void copyFiles(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
