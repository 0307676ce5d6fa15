package io.morelli.features;

import io.morelli.features.VerifierSettings.Matcher;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Prints how many true and how many unrelated pairs reach how many matching points, and what each
 * of extraction and verification costs of one core. Arguments: the folder of test pictures, then
 * settings as {@code longSide:maxKeyPoints:fastThreshold:matcher:ratio}, such as {@code
 * 640:1000:5:EXACT:0.8}.
 */
public final class VerificationFigures {

  private static final int[] LEVELS = {4, 5, 6, 7, 8, 9, 10, 12, 15, 20};
  private static final int UNRELATED_PER_QUERY = 20;

  /** An unrelated pair with so many matching points is named: it may be a true duplicate. */
  private static final int SUSPICIOUS = 8;

  /** Details are taken of every so manieth painting. */
  private static final int EVERY = 5;

  private static final int FEW_KEY_POINTS = 50;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private record Pair(Picture query, Picture candidate, boolean related) {}

  /** A part of a picture file. */
  private record Picture(Path file, Region region) {

    Picture(Path file) {
      this(file, Region.WHOLE);
    }
  }

  private final KeyPointExtractor extractor;
  private final PairVerifier verifier;
  private final Map<Picture, KeyPoints> extracted = new HashMap<>();
  private long extractNanos;

  private VerificationFigures(OrbSettings orb, VerifierSettings verifier) {
    this.extractor = new KeyPointExtractor(orb);
    this.verifier = new PairVerifier(verifier);
  }

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[0]);
    Map<String, List<Pair>> sets = new LinkedHashMap<>();
    sets.put("paintings", photographs(data.resolve("phone-photos/paintings")));
    sets.put("books", photographs(data.resolve("phone-photos/books")));
    sets.put("crops", crops(data));
    sets.put("details", details(data));
    sets.put("affine", affine(data));
    for (int i = 1; i < args.length; i++) {
      String[] part = args[i].split(":");
      int keyPoints = Integer.parseInt(part[1]);
      OrbSettings orb =
          new OrbSettings(
              keyPoints, keyPoints, Integer.parseInt(part[0]), Integer.parseInt(part[2]));
      VerifierSettings verifier =
          new VerifierSettings(
              Matcher.valueOf(part[3]),
              Double.parseDouble(part[4]),
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
    Map<Picture, Picture> related = new LinkedHashMap<>();
    try (Stream<Path> queries = Files.list(folder.resolve("query"))) {
      queries
          .sorted()
          .forEach(
              query ->
                  related.put(
                      new Picture(query),
                      new Picture(folder.resolve("reference").resolve(query.getFileName()))));
    }
    return pairs(related);
  }

  private static List<Pair> crops(Path data) throws IOException {
    Map<Picture, Picture> related = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(data.resolve("crops.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      related.put(
          new Picture(data.resolve(cells[0])),
          new Picture(data.resolve("art/" + cells[1] + ".jpg")));
    }
    return pairs(related);
  }

  /** Squares a third to a half of a painting's sides. */
  private static List<Pair> details(Path data) throws IOException {
    Map<Picture, Picture> related = new LinkedHashMap<>();
    List<Path> files;
    try (Stream<Path> art = Files.list(data.resolve("art"))) {
      files = art.sorted().toList();
    }
    Random random = new Random(2);
    for (int i = 0; i < files.size(); i += EVERY) {
      double side = 1 / 3.0 + random.nextDouble() / 6;
      Region region =
          new Region(
              random.nextDouble() * (1 - side), random.nextDouble() * (1 - side), side, side);
      related.put(new Picture(files.get(i), region), new Picture(files.get(i)));
    }
    return pairs(related);
  }

  private static List<Pair> affine(Path data) throws IOException {
    Map<Picture, Picture> related = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(data.resolve("oxford-affine"))) {
      files
          .filter(file -> file.getFileName().toString().matches("img[2-6].jpg"))
          .sorted()
          .forEach(
              file -> related.put(new Picture(file), new Picture(file.resolveSibling("img1.jpg"))));
    }
    return pairs(related);
  }

  private static List<Pair> pairs(Map<Picture, Picture> related) {
    List<Pair> pairs = new ArrayList<>();
    List<Picture> candidates = List.copyOf(related.values());
    Random random = new Random(1);
    related.forEach(
        (query, candidate) -> {
          pairs.add(new Pair(query, candidate, true));
          for (int i = 0; i < UNRELATED_PER_QUERY; i++) {
            Picture other = candidates.get(random.nextInt(candidates.size()));
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
    long relatedNanos = 0;
    long unrelatedNanos = 0;
    long raw = 0;
    int simple = 0;
    Picture prepared = null;
    PreparedQuery query = null;
    for (Pair pair : pairs) {
      KeyPoints candidate = keyPoints(pair.candidate());
      KeyPoints queryPoints = keyPoints(pair.query());
      long start = cpuNanos();
      if (!pair.query().equals(prepared)) {
        if (query != null) {
          query.close();
        }
        query = verifier.prepare(queryPoints);
        prepared = pair.query();
      }
      Verification verification = verifier.verify(query, candidate);
      long nanos = cpuNanos() - start;
      if (pair.related()) {
        related.add(verification.matchingPoints());
        relatedNanos += nanos;
        simple += Math.min(queryPoints.count(), candidate.count()) < FEW_KEY_POINTS ? 1 : 0;
      } else {
        raw += verification.rawMatches();
        unrelatedNanos += nanos;
        unrelated.add(verification.matchingPoints());
        if (verification.matchingPoints() >= SUSPICIOUS) {
          System.out.printf(
              "    %d matching points: %s %s%n",
              verification.matchingPoints(), pair.query().file(), pair.candidate().file());
        }
      }
    }
    if (query != null) {
      query.close();
    }
    System.out.printf(
        "  %-9s related   %5d%s (%d with fewer than %d key points); %.3f ms%n",
        name,
        related.size(),
        atLeast(related),
        simple,
        FEW_KEY_POINTS,
        relatedNanos / 1e6 / related.size());
    System.out.printf(
        "  %-9s unrelated %5d%s; %.1f raw, %.3f ms%n",
        name,
        unrelated.size(),
        atLeast(unrelated),
        (double) raw / unrelated.size(),
        unrelatedNanos / 1e6 / unrelated.size());
  }

  private static String atLeast(List<Integer> points) {
    StringBuilder text = new StringBuilder();
    for (int level : LEVELS) {
      text.append("  >=%d: %d".formatted(level, points.stream().filter(p -> p >= level).count()));
    }
    return text.toString();
  }

  private KeyPoints keyPoints(Picture picture) throws IOException {
    KeyPoints known = extracted.get(picture);
    if (known == null) {
      RgbImage pixels = read(picture.file()).crop(picture.region());
      long start = cpuNanos();
      known = extractor.extract(pixels);
      extractNanos += cpuNanos() - start;
      extracted.put(picture, known);
    }
    return known;
  }

  /** Of this thread, so that other work on the machine does not count. */
  private static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  static RgbImage read(Path file) throws IOException {
    return Textures.rgb(ImageIO.read(file.toFile()));
  }
}
