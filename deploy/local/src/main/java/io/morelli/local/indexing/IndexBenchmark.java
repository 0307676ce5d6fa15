package io.morelli.local.indexing;

import io.morelli.decision.Thresholds;
import io.morelli.embedding.ModelInfo;
import io.morelli.index.Candidate;
import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexCatalog;
import io.morelli.index.IndexDescription;
import io.morelli.index.IndexedImage;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Measures an index with synthetic pictures: how many it takes a second, how soon it answers one
 * search at a time, and how many of the true neighbours an answer holds.
 *
 * <p>The vectors are a Gaussian mixture, ten to a centre, so that, as with real ones, most are
 * nearly orthogonal and each has a few neighbours; the features are random bytes, which compress as
 * little as key points do.
 */
public final class IndexBenchmark {

  /** Of the index that is made for the measurement and deleted after it. */
  public static final String NAME = "morelli_bench";

  private static final int PER_CENTRE = 10;
  private static final double SPREAD = 0.7;
  private static final double QUERY_SPREAD = 0.5;
  private static final int WARM_UP = 20;

  private final Settings settings;
  private final ModelInfo model;

  public IndexBenchmark(Settings settings) {
    this.settings = settings;
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
   * @param topN pictures that a search asks for
   * @param seed of the random numbers
   */
  public record Settings(
      int vectors, int dimension, int featureBytes, int batch, int queries, int topN, long seed) {

    public Settings {
      if (topN < 1 || vectors < topN || dimension < 2 || batch < 1 || queries < 1) {
        throw new IllegalArgumentException(
            "vectors %d (at least top-n), dimension %d (2), batch %d (1), queries %d (1), top-n %d (1)"
                .formatted(vectors, dimension, batch, queries, topN));
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
   * @param p50 median time of a search with features, milliseconds
   * @param p99 milliseconds
   * @param recall share of the true neighbours that were found, 0 to 1
   * @param memoryBytes of the process that holds the index
   */
  public record Result(
      IndexDescription index,
      double upsertsPerSecond,
      double p50,
      double p99,
      double recall,
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
  public Result run(URI location, Memory memory, LongConsumer written) {
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

  private Result measure(URI own, IndexCatalog catalog, Memory memory, LongConsumer written) {
    try (ImageIndex index = ImageIndexes.open(own, model)) {
      List<float[]> queries = queries();
      List<ExactNeighbours> exact =
          queries.stream().map(query -> new ExactNeighbours(query, settings.topN())).toList();
      double upsertsPerSecond = write(index, exact, written);
      double[] milliseconds = new double[settings.queries()];
      double recall = 0;
      search(index, queries.subList(0, Math.min(WARM_UP, queries.size())), new double[WARM_UP]);
      List<Set<String>> found = search(index, queries, milliseconds);
      for (int q = 0; q < found.size(); q++) {
        found.get(q).retainAll(exact.get(q).ids());
        recall += found.get(q).size() / (double) settings.topN() / found.size();
      }
      Arrays.sort(milliseconds);
      long bytes = memory.bytes();
      return new Result(
          find(catalog),
          upsertsPerSecond,
          percentile(milliseconds, 0.5),
          percentile(milliseconds, 0.99),
          recall,
          bytes);
    }
  }

  /** The making of the pictures does not count. */
  private double write(ImageIndex index, List<ExactNeighbours> exact, LongConsumer written) {
    long nanos = 0;
    for (int from = 0; from < settings.vectors(); from += settings.batch()) {
      int to = Math.min(settings.vectors(), from + settings.batch());
      List<IndexedImage> images = new ArrayList<>(to - from);
      for (int i = from; i < to; i++) {
        images.add(image(i));
      }
      exact.parallelStream().forEach(neighbours -> images.forEach(neighbours::offer));
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

  private List<Set<String>> search(ImageIndex index, List<float[]> queries, double[] milliseconds) {
    List<Set<String>> found = new ArrayList<>();
    for (int q = 0; q < queries.size(); q++) {
      long start = System.nanoTime();
      List<Candidate> candidates =
          index.search(List.of(queries.get(q)), settings.topN(), Map.of()).get(0);
      milliseconds[q] = (System.nanoTime() - start) / 1e6;
      Set<String> ids = new HashSet<>();
      candidates.forEach(candidate -> ids.add(candidate.image().id()));
      found.add(ids);
    }
    return found;
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private List<float[]> queries() {
    Random random = new Random(settings.seed() - 1);
    List<float[]> queries = new ArrayList<>();
    for (int q = 0; q < settings.queries(); q++) {
      queries.add(near(vector(random.nextInt(settings.vectors())), QUERY_SPREAD, random));
    }
    return queries;
  }

  private IndexedImage image(int number) {
    byte[] features = new byte[settings.featureBytes()];
    random(2, number).nextBytes(features);
    return new IndexedImage(
        "image-" + number,
        vector(number),
        features,
        Map.of("decade", Integer.toString(number % 10)),
        640,
        480,
        "",
        number);
  }

  /** Always the same for a number, so that none need be kept. */
  private float[] vector(int number) {
    float[] origin = new float[settings.dimension()];
    float[] centre = near(origin, 1, random(0, number / PER_CENTRE));
    return near(centre, SPREAD, random(1, number));
  }

  private Random random(int purpose, int number) {
    return new Random((settings.seed() * 3 + purpose) * 1_000_003L + number * 0x9E3779B9L);
  }

  /** A unit vector around another one; the greater the spread, the farther. */
  private static float[] near(float[] centre, double spread, Random random) {
    float[] vector = centre.clone();
    double deviation = spread / Math.sqrt(vector.length);
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] += (float) (deviation * random.nextGaussian());
      square += (double) vector[i] * vector[i];
    }
    double length = Math.sqrt(square);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) length;
    }
    return vector;
  }
}
