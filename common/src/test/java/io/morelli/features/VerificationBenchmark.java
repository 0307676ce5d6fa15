package io.morelli.features;

import io.morelli.features.VerifierSettings.Matcher;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Prints what verifying 100 candidates of 1,200 key points each costs of one core: ours, which
 * prepares the query once for each chunk of candidates, as the query job does, against FLANN as it
 * is usually called from OpenCV, with an index trained for every pair. Argument: the folder of test
 * pictures. Queries are real crops; each has its painting and 99 others as candidates.
 */
public final class VerificationBenchmark {

  private static final int QUERIES = 40;
  private static final int WARM_UP = 10;
  private static final int CANDIDATES = 100;

  /** The query job's {@code query.chunk-size}. */
  private static final int CHUNK = 10;

  /** The search rule's n and N. */
  private static final int[] ENOUGH = {6, 8};

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private record Search(KeyPoints query, List<KeyPoints> candidates) {}

  /** Gives each candidate its matching points. */
  @FunctionalInterface
  private interface Method {
    List<Integer> points(Search search);
  }

  private VerificationBenchmark() {}

  public static void main(String[] args) throws IOException {
    List<Search> searches = searches(Path.of(args[0]));
    Map<String, Method> methods = new LinkedHashMap<>();
    methods.put("EXACT", ours(Matcher.EXACT));
    methods.put("SCREENED", ours(Matcher.SCREENED));
    methods.put("FLANN, one index a chunk", ours(Matcher.FLANN));
    methods.put("FLANN, one index a pair", flannByPair());
    List<Integer> reference = new ArrayList<>();
    System.out.printf(
        "%d queries with %d candidates each; %s%n",
        searches.size() - WARM_UP, CANDIDATES, System.getProperty("java.vm.version"));
    System.out.printf(
        "%-26s %20s  answers that differ from EXACT, at%n", "", "ms / 100 candidates");
    for (Map.Entry<String, Method> method : methods.entrySet()) {
      List<Integer> points = new ArrayList<>();
      long start = 0;
      for (int i = 0; i < searches.size(); i++) {
        if (i == WARM_UP) {
          start = THREADS.getCurrentThreadCpuTime();
          points.clear();
        }
        points.addAll(method.getValue().points(searches.get(i)));
      }
      double milliseconds =
          (THREADS.getCurrentThreadCpuTime() - start) / 1e6 / (searches.size() - WARM_UP);
      if (reference.isEmpty()) {
        reference = points;
      }
      System.out.printf("%-26s %20.1f", method.getKey(), milliseconds);
      for (int enough : ENOUGH) {
        System.out.printf("  %d points: %s", enough, differences(reference, points, enough));
      }
      System.out.println();
    }
  }

  private static String differences(List<Integer> reference, List<Integer> points, int enough) {
    int lost = 0;
    int won = 0;
    for (int i = 0; i < points.size(); i++) {
      boolean expected = reference.get(i) >= enough;
      boolean found = points.get(i) >= enough;
      lost += expected && !found ? 1 : 0;
      won += found && !expected ? 1 : 0;
    }
    return "%d fewer, %d more of %d".formatted(lost, won, points.size());
  }

  private static Method ours(Matcher matcher) {
    PairVerifier verifier = new PairVerifier(settings(matcher));
    return search -> {
      List<Integer> points = new ArrayList<>();
      for (int from = 0; from < search.candidates().size(); from += CHUNK) {
        int to = Math.min(from + CHUNK, search.candidates().size());
        try (PreparedQuery query = verifier.prepare(search.query())) {
          search.candidates().subList(from, to).stream()
              .map(candidate -> verifier.verify(query, candidate).matchingPoints())
              .forEach(points::add);
        }
      }
      return points;
    };
  }

  private static Method flannByPair() {
    DescriptorMatcher matcher = settings(Matcher.FLANN).newMatcher();
    GeometricVerifier geometry = new GeometricVerifier(VerifierSettings.DEFAULT.tolerance());
    return search ->
        search.candidates().stream()
            .map(
                candidate -> {
                  try (PreparedQuery index = matcher.prepare(candidate)) {
                    return geometry
                        .verify(candidate, search.query(), index.match(search.query()))
                        .matchingPoints();
                  }
                })
            .toList();
  }

  private static VerifierSettings settings(Matcher matcher) {
    return new VerifierSettings(
        matcher, VerifierSettings.DEFAULT.maxRatio(), VerifierSettings.DEFAULT.tolerance());
  }

  private static List<Search> searches(Path data) throws IOException {
    KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);
    List<String> lines = Files.readAllLines(data.resolve("crops.csv"));
    List<String> crops = new ArrayList<>(lines.subList(1, lines.size()));
    Collections.shuffle(crops, new Random(1));
    List<KeyPoints> queries = new ArrayList<>();
    List<KeyPoints> paintings = new ArrayList<>();
    for (String line : crops) {
      String[] cells = line.split(",");
      KeyPoints query = extractor.extract(VerificationFigures.read(data.resolve(cells[0])));
      KeyPoints painting =
          extractor.extract(VerificationFigures.read(data.resolve("art/" + cells[1] + ".jpg")));
      if (painting.count() == OrbSettings.DEFAULT.maxKeyPoints()) {
        queries.add(query);
        paintings.add(painting);
      }
      if (paintings.size() == CANDIDATES) {
        break;
      }
    }
    return queries.stream().limit(QUERIES).map(query -> new Search(query, paintings)).toList();
  }
}
