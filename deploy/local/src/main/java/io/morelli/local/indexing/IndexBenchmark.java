package io.morelli.local.indexing;

import io.morelli.decision.Thresholds;
import io.morelli.embedding.ModelInfo;
import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexCatalog;
import io.morelli.index.IndexDescription;
import io.morelli.index.IndexedImage;
import io.morelli.local.indexing.SearchBenchmark.Searches;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * Measures an index with synthetic pictures: how many it takes a second, how soon it answers, how
 * many of the true neighbours an answer holds, right after the writing and when the index has
 * settled ({@link IndexCatalog#settle}).
 *
 * <p>The vectors are {@link SyntheticVectors}; the features are random bytes, which compress as
 * little as key points do. Pictures are made as they are written, and the right answers found
 * meanwhile, so that memory does not grow with their number.
 */
public final class IndexBenchmark {

  /** Of the index that is made for the measurement and deleted after it. */
  public static final String NAME = "morelli_bench";

  private final Settings settings;
  private final SyntheticVectors vectors;
  private final ModelInfo model;

  public IndexBenchmark(Settings settings) {
    this.settings = settings;
    this.vectors = new SyntheticVectors(settings.dimension(), settings.seed());
    this.model =
        new ModelInfo(
            "synthetic",
            "bench-%d-%d".formatted(settings.dimension(), settings.seed()),
            1,
            settings.dimension(),
            new Thresholds(1, 1, 1, 1, 1));
  }

  /**
   * What is measured.
   *
   * @param vectors how many are written, at least {@code topN}
   * @param dimension of a vector
   * @param featureBytes packed key points of a picture
   * @param batch pictures in one write
   * @param queries searches that are timed, at least 1
   * @param inFlight searches at the same time, in the measurement of several; at least 1
   * @param topN pictures that a search asks for
   * @param seed of the random numbers
   */
  public record Settings(
      int vectors,
      int dimension,
      int featureBytes,
      int batch,
      int queries,
      int inFlight,
      int topN,
      long seed) {

    public Settings {
      if (topN < 1 || vectors < topN || dimension < 2 || batch < 1 || queries < 1 || inFlight < 1) {
        throw new IllegalArgumentException(
            ("vectors %d (at least top-n), dimension %d (2), batch %d (1), queries %d (1),"
                    + " in-flight %d (1), top-n %d (1)")
                .formatted(vectors, dimension, batch, queries, inFlight, topN));
      }
      if (featureBytes < 0 || featureBytes > ImageIndex.MAX_FEATURES_BYTES) {
        throw new IllegalArgumentException(
            "feature-bytes must be 0 to %d: %d"
                .formatted(ImageIndex.MAX_FEATURES_BYTES, featureBytes));
      }
    }
  }

  /**
   * What came out.
   *
   * @param index as it was at the end
   * @param upsertsPerSecond until the index acknowledged the last one and made it durable
   * @param fresh right after the writing
   * @param settleSeconds how long the index took to settle
   * @param settled after that
   * @param memoryBytes of the process that holds the index
   */
  public record Result(
      IndexDescription index,
      double upsertsPerSecond,
      Searches fresh,
      double settleSeconds,
      Searches settled,
      long memoryBytes) {}

  /** Of the process that holds the index, at the end of a measurement. */
  @FunctionalInterface
  public interface Memory {
    long bytes();
  }

  /**
   * Makes an index called {@value #NAME} at the location, beside what is there, measures and
   * deletes it.
   *
   * @param written is told how many pictures are written
   */
  public Result run(URI location, Memory memory, LongConsumer written) throws InterruptedException {
    URI own = ImageIndexes.beside(location, NAME);
    try (IndexCatalog catalog = ImageIndexes.catalog(own)) {
      drop(catalog);
      try {
        return measure(own, catalog, memory, written);
      } finally {
        drop(catalog);
      }
    }
  }

  private static void drop(IndexCatalog catalog) {
    if (find(catalog) != null) {
      catalog.drop(NAME);
    }
  }

  private static IndexDescription find(IndexCatalog catalog) {
    return catalog.list().stream()
        .filter(index -> index.name().equals(NAME))
        .findFirst()
        .orElse(null);
  }

  private Result measure(URI own, IndexCatalog catalog, Memory memory, LongConsumer written)
      throws InterruptedException {
    try (ImageIndex index = ImageIndexes.open(own, model)) {
      List<ExactNeighbours> questions = questions();
      double upsertsPerSecond = write(index, questions, written);
      SearchBenchmark searches =
          new SearchBenchmark(questions, settings.topN(), settings.inFlight());
      Searches fresh = searches.run(index);
      long start = System.nanoTime();
      catalog.settle(NAME);
      double settleSeconds = (System.nanoTime() - start) / 1e9;
      Searches settled = searches.run(index);
      long bytes = memory.bytes();
      return new Result(find(catalog), upsertsPerSecond, fresh, settleSeconds, settled, bytes);
    }
  }

  /** The making of the pictures does not count. */
  private double write(ImageIndex index, List<ExactNeighbours> questions, LongConsumer written) {
    long nanos = 0;
    for (int from = 0; from < settings.vectors(); from += settings.batch()) {
      int to = Math.min(settings.vectors(), from + settings.batch());
      List<IndexedImage> images = new ArrayList<>(to - from);
      for (int i = from; i < to; i++) {
        images.add(image(i));
      }
      questions.parallelStream().forEach(question -> images.forEach(question::offer));
      long start = System.nanoTime();
      index.upsert(images);
      nanos += System.nanoTime() - start;
      written.accept(to);
    }
    long start = System.nanoTime();
    index.flush();
    nanos += System.nanoTime() - start;
    return settings.vectors() * 1e9 / nanos;
  }

  /** Changed copies of some of the pictures. */
  private List<ExactNeighbours> questions() {
    SplittableRandom random = new SplittableRandom(settings.seed());
    List<ExactNeighbours> questions = new ArrayList<>();
    for (int q = 0; q < settings.queries(); q++) {
      questions.add(
          new ExactNeighbours(
              vectors.copyOf(random.nextInt(settings.vectors()), q), settings.topN()));
    }
    return questions;
  }

  private IndexedImage image(int number) {
    byte[] features = new byte[settings.featureBytes()];
    new SplittableRandom(settings.seed() + number).nextBytes(features);
    return new IndexedImage(
        "image-" + number,
        vectors.vector(number),
        features,
        Map.of("decade", Integer.toString(number % 10)),
        640,
        480,
        "",
        number);
  }
}
