package io.morelli.features;

import io.morelli.features.VerifierSettings.Matcher;
import io.morelli.image.RgbImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Prints, as Markdown, how key points and matches agree with true homographies: the sequences of
 * Mikolajczyk et al., A Comparison of Affine Region Detectors (IJCV 2005), whose pictures 2 to 6
 * each come with the homography from picture 1. Argument: the folder with one folder for each
 * sequence.
 */
public final class GeometryGroundTruth {

  private static final int PICTURES = 6;

  /** A match or key point is correct if it is so near to its true place, scaled pixels. */
  private static final double CORRECT = 3;

  /** The search rule's n and N, and levels around them. */
  private static final int[] LEVELS = {6, 8, 10, 12};

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /**
   * @param truths from picture 1 to each picture, original pixels; that of picture 1 is null
   */
  private record Sequence(String name, List<RgbImage> pictures, List<double[]> truths) {}

  /**
   * A picture 1 and another one of its sequence.
   *
   * @param truth the homography between them, scaled pixels
   */
  private record Pair(String name, KeyPoints first, KeyPoints second, double[] truth) {}

  /** A picture 1 and all pictures of the other sequences. */
  private record Unrelated(KeyPoints first, List<KeyPoints> others) {}

  private GeometryGroundTruth() {}

  public static void main(String[] args) throws IOException {
    List<Sequence> sequences = new ArrayList<>();
    try (Stream<Path> folders = Files.list(Path.of(args[0]))) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        sequences.add(read(folder));
      }
    }
    byPair(related(sequences, OrbSettings.DEFAULT));
    System.out.println();
    bySetting(sequences);
  }

  private static Sequence read(Path folder) throws IOException {
    List<RgbImage> pictures = new ArrayList<>();
    List<double[]> truths = new ArrayList<>();
    for (int k = 1; k <= PICTURES; k++) {
      pictures.add(VerificationFigures.read(folder.resolve("img%d.jpg".formatted(k))));
      truths.add(
          k == 1
              ? null
              : Arrays.stream(
                      Files.readString(folder.resolve("H1to%dp.txt".formatted(k)))
                          .strip()
                          .split("\\s+"))
                  .mapToDouble(Double::parseDouble)
                  .toArray());
    }
    return new Sequence(folder.getFileName().toString(), pictures, truths);
  }

  private static List<Pair> related(List<Sequence> sequences, OrbSettings orb) {
    KeyPointExtractor extractor = new KeyPointExtractor(orb);
    List<Pair> pairs = new ArrayList<>();
    for (Sequence sequence : sequences) {
      KeyPoints first = extractor.extract(sequence.pictures().get(0));
      double scaleFirst = (double) first.width() / sequence.pictures().get(0).width();
      for (int k = 1; k < PICTURES; k++) {
        KeyPoints other = extractor.extract(sequence.pictures().get(k));
        double scaleOther = (double) other.width() / sequence.pictures().get(k).width();
        pairs.add(
            new Pair(
                "%s 1-%d".formatted(sequence.name(), k + 1),
                first,
                other,
                scaled(sequence.truths().get(k), scaleFirst, scaleOther)));
      }
    }
    return pairs;
  }

  private static List<Unrelated> unrelated(List<Sequence> sequences, OrbSettings orb) {
    KeyPointExtractor extractor = new KeyPointExtractor(orb);
    List<List<KeyPoints>> points =
        sequences.stream()
            .map(sequence -> sequence.pictures().stream().map(extractor::extract).toList())
            .toList();
    return points.stream()
        .map(
            one ->
                new Unrelated(
                    one.get(0),
                    points.stream().filter(other -> other != one).flatMap(List::stream).toList()))
        .toList();
  }

  /** Rewrites a homography of original pixels for pictures that were scaled. */
  private static double[] scaled(double[] truth, double from, double to) {
    double[] columns = {1 / from, 1 / from, 1};
    double[] rows = {to, to, 1};
    double[] scaled = new double[9];
    for (int i = 0; i < 9; i++) {
      scaled[i] = truth[i] * columns[i % 3] * rows[i / 3];
    }
    return scaled;
  }

  private static void byPair(List<Pair> pairs) {
    System.out.println(
        "| pair | key points | repeated | EXACT | error | SCREENED | error | FLANN | error |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (Pair pair : pairs) {
      StringBuilder row =
          new StringBuilder(
              "| %s | %d, %d | %.0f %% |"
                  .formatted(
                      pair.name(),
                      pair.first().count(),
                      pair.second().count(),
                      100 * repeatability(pair)));
      for (Matcher matcher : List.of(Matcher.EXACT, Matcher.SCREENED, Matcher.FLANN)) {
        PairVerifier verifier = verifier(matcher, VerifierSettings.DEFAULT.maxRatio());
        try (PreparedQuery query = verifier.prepare(pair.first())) {
          // A candidate that screening gives up has no matching points.
          boolean given = verifier.verify(query, pair.second()).matchingPoints() > 0;
          Explanation found = verifier.explain(query, pair.second());
          int consistent = given ? found.consistent().size() : 0;
          row.append(
              " %d / %d / %d | %s |"
                  .formatted(
                      found.matches().size(),
                      consistent,
                      given ? correct(pair, found.consistent()) : 0,
                      given ? String.format(Locale.ROOT, "%.1f", cornerError(pair, found)) : "–"));
        }
      }
      System.out.println(row);
    }
  }

  private static void bySetting(List<Sequence> sequences) {
    System.out.print(
        "| key points | long side | FAST | ratio | correct of consistent | corners within 5 px |");
    for (int level : LEVELS) {
      System.out.printf(" true ≥ %d |", level);
    }
    for (int level : LEVELS) {
      System.out.printf(" false ≥ %d |", level);
    }
    System.out.println(" EXACT ms | SCREENED ms |");
    System.out.println("|---".repeat(6 + 2 * LEVELS.length + 2) + "|");
    OrbSettings orb = OrbSettings.DEFAULT;
    double ratio = VerifierSettings.DEFAULT.maxRatio();
    bySetting(sequences, orb, ratio);
    for (int keyPoints : new int[] {500, 1500}) {
      bySetting(
          sequences,
          new OrbSettings(keyPoints, keyPoints, orb.longSide(), orb.fastThreshold()),
          ratio);
    }
    for (int longSide : new int[] {400, 1024}) {
      bySetting(
          sequences,
          new OrbSettings(
              orb.maxKeyPoints(), orb.indexedKeyPoints(), longSide, orb.fastThreshold()),
          ratio);
    }
    for (int fast : new int[] {3, 10, 20}) {
      bySetting(
          sequences,
          new OrbSettings(orb.maxKeyPoints(), orb.indexedKeyPoints(), orb.longSide(), fast),
          ratio);
    }
    for (double other : new double[] {0.7, 0.75, 0.85}) {
      bySetting(sequences, orb, other);
    }
  }

  private static void bySetting(List<Sequence> sequences, OrbSettings orb, double ratio) {
    PairVerifier exact = verifier(Matcher.EXACT, ratio);
    List<Integer> related = new ArrayList<>();
    int consistent = 0;
    int correct = 0;
    int near = 0;
    for (Pair pair : related(sequences, orb)) {
      try (PreparedQuery query = exact.prepare(pair.first())) {
        Explanation found = exact.explain(query, pair.second());
        related.add(found.verification().matchingPoints());
        consistent += found.consistent().size();
        correct += correct(pair, found.consistent());
        near += cornerError(pair, found) <= 5 ? 1 : 0;
      }
    }
    List<Unrelated> unrelated = unrelated(sequences, orb);
    List<Integer> chance = points(exact, unrelated);
    System.out.printf(
        "| %d | %d | %d | %s | %.1f %% of %.0f a pair | %d of %d |",
        orb.maxKeyPoints(),
        orb.longSide(),
        orb.fastThreshold(),
        ratio,
        100.0 * correct / consistent,
        (double) consistent / related.size(),
        near,
        related.size());
    for (List<Integer> counts : List.of(related, chance)) {
      for (int level : LEVELS) {
        System.out.printf(" %d |", counts.stream().filter(count -> count >= level).count());
      }
    }
    System.out.printf(
        " %.2f | %.2f |%n",
        milliseconds(exact, unrelated), milliseconds(verifier(Matcher.SCREENED, ratio), unrelated));
  }

  private static double milliseconds(PairVerifier verifier, List<Unrelated> unrelated) {
    long start = THREADS.getCurrentThreadCpuTime();
    int pairs = points(verifier, unrelated).size();
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e6 / pairs;
  }

  private static List<Integer> points(PairVerifier verifier, List<Unrelated> unrelated) {
    List<Integer> points = new ArrayList<>();
    for (Unrelated one : unrelated) {
      try (PreparedQuery query = verifier.prepare(one.first())) {
        one.others().forEach(other -> points.add(verifier.verify(query, other).matchingPoints()));
      }
    }
    return points;
  }

  private static PairVerifier verifier(Matcher matcher, double ratio) {
    return new PairVerifier(
        new VerifierSettings(matcher, ratio, VerifierSettings.DEFAULT.tolerance()));
  }

  private static int correct(Pair pair, List<Match> matches) {
    int correct = 0;
    for (Match match : matches) {
      double[] expected =
          map(pair.truth(), pair.first().x(match.query()), pair.first().y(match.query()));
      correct +=
          distance(expected, pair.second().x(match.candidate()), pair.second().y(match.candidate()))
                  <= CORRECT
              ? 1
              : 0;
    }
    return correct;
  }

  /** Mean distance of picture 1's corners from where they truly lie, scaled pixels. */
  private static double cornerError(Pair pair, Explanation found) {
    double[] fractions = found.verification().homography();
    if (fractions == null) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    for (int x = 0; x <= 1; x++) {
      for (int y = 0; y <= 1; y++) {
        double[] mapped = map(fractions, x, y);
        double[] expected = map(pair.truth(), x * pair.first().width(), y * pair.first().height());
        sum +=
            distance(
                expected, mapped[0] * pair.second().width(), mapped[1] * pair.second().height());
      }
    }
    return sum / 4;
  }

  /**
   * Of picture 1's key points in the part that both pictures show, the share that have one of the
   * other picture near enough, at whatever scale.
   */
  private static double repeatability(Pair pair) {
    int shown = 0;
    int repeated = 0;
    for (int i = 0; i < pair.first().count(); i++) {
      double[] mapped = map(pair.truth(), pair.first().x(i), pair.first().y(i));
      if (contains(pair.second(), mapped)) {
        shown++;
        repeated += hasKeyPointNear(pair.second(), mapped) ? 1 : 0;
      }
    }
    return (double) repeated / shown;
  }

  private static boolean hasKeyPointNear(KeyPoints picture, double[] point) {
    for (int i = 0; i < picture.count(); i++) {
      if (distance(point, picture.x(i), picture.y(i)) <= CORRECT) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(KeyPoints picture, double[] point) {
    return point[0] >= 0
        && point[1] >= 0
        && point[0] <= picture.width()
        && point[1] <= picture.height();
  }

  private static double[] map(double[] h, double x, double y) {
    double depth = h[6] * x + h[7] * y + h[8];
    return new double[] {
      (h[0] * x + h[1] * y + h[2]) / depth, (h[3] * x + h[4] * y + h[5]) / depth
    };
  }

  private static double distance(double[] point, double x, double y) {
    return Math.hypot(point[0] - x, point[1] - y);
  }
}
