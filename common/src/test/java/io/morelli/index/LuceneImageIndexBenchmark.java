package io.morelli.index;

import io.morelli.embedding.ModelInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prints writing and search speed and recall. Arguments: an empty folder with some gigabytes of
 * room, and the sizes to measure at, ascending, such as {@code 2000 20000 100000}.
 */
final class LuceneImageIndexBenchmark {

  private static final int DIMENSION = 256;
  private static final int FEATURE_BYTES = 40_000;
  private static final int BATCH = 16;
  private static final int QUERIES = 50;

  private LuceneImageIndexBenchmark() {}

  public static void main(String[] arguments) {
    ModelInfo model = IndexSamples.model("aaaa", DIMENSION);
    Random random = new Random(5);
    List<float[]> centres = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    try (ImageIndex index = LuceneImageIndex.open(Path.of(arguments[0]), model)) {
      for (int a = 1; a < arguments.length; a++) {
        int size = Integer.parseInt(arguments[a]);
        int before = vectors.size();
        long start = System.nanoTime();
        while (vectors.size() < size) {
          List<IndexedImage> batch = new ArrayList<>();
          for (int i = 0; i < BATCH; i++) {
            if (vectors.size() % 10 == 0) {
              centres.add(IndexSamples.randomVector(random, DIMENSION));
            }
            float[] centre = centres.get(random.nextInt(centres.size()));
            vectors.add(IndexSamples.near(centre, 0.7, random));
            batch.add(image(vectors.size() - 1, vectors.get(vectors.size() - 1), random));
          }
          index.upsert(batch);
        }
        double written = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        index.flush();
        double committed = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            "%,d vectors: %.0f upserts/s of %d kB, commit %.2f s%n",
            vectors.size(), (vectors.size() - before) / written, FEATURE_BYTES / 1000, committed);
        search(index, vectors, random);
      }
    }
  }

  private static void search(ImageIndex index, List<float[]> vectors, Random random) {
    double[] milliseconds = new double[QUERIES];
    int found = 0;
    for (int round = 0; round < 2; round++) {
      found = 0;
      for (int q = 0; q < QUERIES; q++) {
        float[] query = IndexSamples.near(vectors.get(random.nextInt(vectors.size())), 0.5, random);
        long start = System.nanoTime();
        List<Candidate> candidates = index.search(List.of(query), 100, Map.of()).get(0);
        milliseconds[q] = (System.nanoTime() - start) / 1e6;
        Set<String> ids = candidates.stream().map(c -> c.image().id()).collect(Collectors.toSet());
        ids.retainAll(nearest(vectors, query));
        found += ids.size();
      }
    }
    Arrays.sort(milliseconds);
    System.out.printf(
        "  search of 100 with features: p50 %.1f ms, p90 %.1f ms; recall@100 %.4f%n",
        milliseconds[QUERIES / 2], milliseconds[QUERIES * 9 / 10], found / (100.0 * QUERIES));
  }

  private static Set<String> nearest(List<float[]> vectors, float[] query) {
    double[] cosines = vectors.stream().mapToDouble(v -> Cosine.of(query, v)).toArray();
    double[] sorted = cosines.clone();
    Arrays.sort(sorted);
    double limit = sorted[sorted.length - 100];
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < cosines.length; i++) {
      if (cosines[i] >= limit) {
        ids.add("image " + i);
      }
    }
    return ids;
  }

  private static IndexedImage image(int number, float[] vector, Random random) {
    byte[] features = new byte[FEATURE_BYTES];
    random.nextBytes(features);
    return new IndexedImage(
        "image " + number, vector, features, Map.of("n", "" + number), 640, 480, "ab", number);
  }
}
