package io.morelli.features;

import io.morelli.features.VerifierSettings.Matcher;
import io.morelli.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Prints how many true and how many unrelated pairs reach how many matching points, and what each
 * step costs on one thread. Arguments: the folder of test pictures, then settings as {@code
 * longSide:maxKeyPoints:matcher:ratio}, such as {@code 640:1000:EXACT:0.8}.
 */
public final class VerificationFigures {

  private static final int[] LEVELS = {4, 5, 6, 7, 8, 9, 10, 12, 15, 20};
  private static final int UNRELATED_PER_QUERY = 20;

  /** An unrelated pair with so many matching points is named: it may be a true duplicate. */
  private static final int SUSPICIOUS = 8;

  private static final int FEW_KEY_POINTS = 50;

  private record Pair(Path query, Path candidate, boolean related) {}

  private final KeyPointExtractor extractor;
  private final DescriptorMatcher matcher;
  private final GeometricVerifier geometry;
  private final Map<Path, KeyPoints> extracted = new HashMap<>();
  private long extractNanos;

  private VerificationFigures(OrbSettings orb, VerifierSettings verifier) {
    this.extractor = new KeyPointExtractor(orb);
    this.matcher = verifier.newMatcher();
    this.geometry = new GeometricVerifier(verifier.tolerance());
  }

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[0]);
    Map<String, List<Pair>> sets = new LinkedHashMap<>();
    sets.put("paintings", photographs(data.resolve("phone-photos/paintings")));
    sets.put("books", photographs(data.resolve("phone-photos/books")));
    sets.put("crops", crops(data));
    for (int i = 1; i < args.length; i++) {
      String[] part = args[i].split(":");
      OrbSettings orb = new OrbSettings(Integer.parseInt(part[1]), Integer.parseInt(part[0]), 10);
      VerifierSettings verifier =
          new VerifierSettings(
              Matcher.valueOf(part[2]),
              Double.parseDouble(part[3]),
              VerifierSettings.DEFAULT.tolerance());
      VerificationFigures figures = new VerificationFigures(orb, verifier);
      System.out.println(args[i]);
      for (Map.Entry<String, List<Pair>> set : sets.entrySet()) {
        figures.print(set.getKey(), set.getValue());
      }
      System.out.printf(
          "  extraction %.1f ms a picture%n",
          figures.extractNanos / 1e6 / figures.extracted.size());
    }
  }

  private static List<Pair> photographs(Path folder) throws IOException {
    Map<Path, Path> related = new TreeMap<>();
    try (Stream<Path> queries = Files.list(folder.resolve("query"))) {
      queries.forEach(q -> related.put(q, folder.resolve("reference").resolve(q.getFileName())));
    }
    return pairs(related);
  }

  private static List<Pair> crops(Path data) throws IOException {
    Map<Path, Path> related = new TreeMap<>();
    List<String> lines = Files.readAllLines(data.resolve("crops.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      related.put(data.resolve(cells[0]), data.resolve("art/" + cells[1] + ".jpg"));
    }
    return pairs(related);
  }

  private static List<Pair> pairs(Map<Path, Path> related) {
    List<Pair> pairs = new ArrayList<>();
    List<Path> candidates = List.copyOf(related.values());
    Random random = new Random(1);
    related.forEach(
        (query, candidate) -> {
          pairs.add(new Pair(query, candidate, true));
          for (int i = 0; i < UNRELATED_PER_QUERY; i++) {
            Path other = candidates.get(random.nextInt(candidates.size()));
            if (!other.equals(candidate)) {
              pairs.add(new Pair(query, other, false));
            }
          }
        });
    return pairs;
  }

  private void print(String name, List<Pair> pairs) throws IOException {
    List<Integer> related = new ArrayList<>();
    List<Integer> unrelated = new ArrayList<>();
    long matchNanos = 0;
    long geometryNanos = 0;
    long raw = 0;
    int simple = 0;
    Path prepared = null;
    PreparedQuery query = null;
    for (Pair pair : pairs) {
      KeyPoints candidate = keyPoints(pair.candidate());
      KeyPoints queryPoints = keyPoints(pair.query());
      long start = System.nanoTime();
      if (!pair.query().equals(prepared)) {
        if (query != null) {
          query.close();
        }
        query = matcher.prepare(queryPoints);
        prepared = pair.query();
      }
      List<Match> matches = query.match(candidate);
      long matched = System.nanoTime();
      Verification verification = geometry.verify(queryPoints, candidate, matches);
      long verified = System.nanoTime();
      matchNanos += matched - start;
      geometryNanos += verified - matched;
      if (pair.related()) {
        related.add(verification.matchingPoints());
        simple += Math.min(queryPoints.count(), candidate.count()) < FEW_KEY_POINTS ? 1 : 0;
      } else {
        raw += matches.size();
        unrelated.add(verification.matchingPoints());
        if (verification.matchingPoints() >= SUSPICIOUS) {
          System.out.println("    " + pair + " " + verification.matchingPoints());
        }
      }
    }
    if (query != null) {
      query.close();
    }
    System.out.printf(
        "  %-9s related   %5d%s (%d with fewer than %d key points)%n",
        name, related.size(), atLeast(related), simple, FEW_KEY_POINTS);
    System.out.printf(
        "  %-9s unrelated %5d%s; %.1f raw, match %.3f ms, geometry %.3f ms a pair%n",
        name,
        unrelated.size(),
        atLeast(unrelated),
        (double) raw / unrelated.size(),
        matchNanos / 1e6 / pairs.size(),
        geometryNanos / 1e6 / pairs.size());
  }

  private static String atLeast(List<Integer> points) {
    StringBuilder text = new StringBuilder();
    for (int level : LEVELS) {
      text.append("  >=%d: %d".formatted(level, points.stream().filter(p -> p >= level).count()));
    }
    return text.toString();
  }

  private KeyPoints keyPoints(Path file) throws IOException {
    KeyPoints known = extracted.get(file);
    if (known == null) {
      RgbImage picture = read(file);
      long start = System.nanoTime();
      known = extractor.extract(picture);
      extractNanos += System.nanoTime() - start;
      extracted.put(file, known);
    }
    return known;
  }

  static RgbImage read(Path file) throws IOException {
    return Textures.rgb(ImageIO.read(file.toFile()));
  }
}
