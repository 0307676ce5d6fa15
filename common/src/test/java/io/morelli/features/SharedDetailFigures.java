package io.morelli.features;

import io.morelli.deformation.Colour;
import io.morelli.deformation.Deformation;
import io.morelli.deformation.Geometry;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how well ways of counting tell photographs of a painting from other paintings that share a
 * detail with it: every pair of the paintings is compared, and every photograph with its painting.
 * Takes about a quarter of an hour on two cores. Arguments: the folder of test pictures.
 */
public final class SharedDetailFigures {

  /** Spread and share from which on a place counts in full; 0 for any. */
  private static final double[][] FULL = {
    {0, 0}, {0.3, 0}, {0.4, 0}, {0, 0.03}, {0.2, 0.03}, {0.3, 0.02}, {0.3, 0.03}, {0.3, 0.04}
  };

  private static final int[] LEVELS = {6, 7, 8, 9, 10, 12, 14};

  /** More places than any two different paintings have: two scans of one. */
  private static final int SAME = 25;

  /** Paintings with so many places in common are also compared deformed. */
  private static final int DECEPTIVE = 6;

  private static final int FEWEST_KEY_POINTS = 50;
  private static final long SEED = 1;

  private final ThreadLocal<KeyPointExtractor> extractors =
      ThreadLocal.withInitial(() -> new KeyPointExtractor(OrbSettings.DEFAULT));
  private final ThreadLocal<PairVerifier> verifiers =
      ThreadLocal.withInitial(() -> new PairVerifier(VerifierSettings.DEFAULT));

  /** What two pictures agree in. */
  private record Agreement(String query, String candidate, int places, Support support) {

    double points(double fullSpread, double fullShare) {
      return places * part(support.spread(), fullSpread) * part(support.share(), fullShare);
    }

    private static double part(double value, double full) {
      return full == 0 ? 1 : Math.min(1, value / full);
    }
  }

  /** A picture, or what was made of it. */
  private record Picture(String name, KeyPoints points) {}

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[0]);
    SharedDetailFigures figures = new SharedDetailFigures();
    List<Picture> paintings =
        files(data.resolve("art")).parallelStream().map(figures::whole).toList();
    List<Agreement> different = figures.pairs(paintings);
    print("all pairs of different paintings", different.stream().map(List::of).toList());
    Set<String> deceptive = new TreeSet<>();
    for (Agreement agreement : different) {
      if (agreement.places() >= DECEPTIVE) {
        deceptive.addAll(List.of(agreement.query(), agreement.candidate()));
      }
    }
    List<Picture> candidates =
        paintings.stream().filter(painting -> deceptive.contains(painting.name())).toList();
    Map<String, Deformation> deformations = new LinkedHashMap<>();
    deformations.put("cropped to 40 % of the area", Geometry.cropped(0.4));
    deformations.put("of more contrast", Colour.contrast(1.7));
    deformations.forEach(
        (name, deformation) ->
            print(
                "the %d of them that have %d places in common, one %s"
                    .formatted(candidates.size(), DECEPTIVE, name),
                figures.deformed(data.resolve("art"), candidates, deformation).stream()
                    .map(List::of)
                    .toList()));
    for (String set : List.of("paintings", "books")) {
      Path folder = data.resolve("phone-photos").resolve(set);
      print(set + ", whole", figures.photographs(folder, List.of(Region.WHOLE)));
      print(set + ", with 14 regions", figures.photographs(folder, regions()));
    }
  }

  /** As the query job looks at a picture, in the end. */
  private static List<Region> regions() {
    List<Region> regions = new ArrayList<>(List.of(Region.WHOLE));
    regions.addAll(Region.OVERLAPPING);
    return regions;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private List<Agreement> pairs(List<Picture> paintings) {
    return IntStream.range(0, paintings.size())
        .parallel()
        .boxed()
        .flatMap(i -> agreements(paintings.get(i), paintings.subList(i + 1, paintings.size())))
        .filter(agreement -> agreement.places() < SAME)
        .toList();
  }

  private List<Agreement> deformed(Path folder, List<Picture> paintings, Deformation deformation) {
    return paintings.parallelStream()
        .flatMap(
            painting -> {
              RgbImage picture = deformation.apply(read(folder.resolve(painting.name())), SEED);
              Picture query = new Picture(painting.name(), extractors.get().extract(picture));
              return agreements(
                  query, paintings.stream().filter(other -> other != painting).toList());
            })
        .filter(agreement -> agreement.places() < SAME)
        .toList();
  }

  private List<List<Agreement>> photographs(Path folder, List<Region> regions) throws IOException {
    Map<String, Picture> references = new HashMap<>();
    for (Path file : files(folder.resolve("reference"))) {
      references.put(file.getFileName().toString(), whole(file));
    }
    return files(folder.resolve("query")).parallelStream()
        .map(
            file -> {
              String name = file.getFileName().toString();
              RgbImage photograph = read(file);
              return regions.stream()
                  .map(region -> extractors.get().extract(photograph.crop(region)))
                  .flatMap(
                      points ->
                          agreements(new Picture(name, points), List.of(references.get(name))))
                  .toList();
            })
        .toList();
  }

  /** Of those candidates that agree in anything. */
  private Stream<Agreement> agreements(Picture picture, List<Picture> candidates) {
    KeyPoints points = picture.points();
    if (points.count() < FEWEST_KEY_POINTS) {
      return Stream.of();
    }
    PairVerifier verifier = verifiers.get();
    List<Agreement> found = new ArrayList<>();
    try (PreparedQuery query = verifier.prepare(points)) {
      for (Picture candidate : candidates) {
        List<Match> some = query.matchSome(candidate.points());
        if (SimilarityScreen.passes(points, candidate.points(), some)) {
          Explanation explanation = verifier.explain(query, candidate.points());
          if (!explanation.consistent().isEmpty()) {
            found.add(agreement(picture, candidate, explanation));
          }
        }
      }
    }
    return found.stream();
  }

  private static Agreement agreement(Picture query, Picture candidate, Explanation found) {
    return new Agreement(
        query.name(),
        candidate.name(),
        Places.count(query.points(), candidate.points(), found.consistent()),
        Support.of(
            query.points(), new Homography(found.verification().homography()), found.consistent()));
  }

  private Picture whole(Path file) {
    return new Picture(file.getFileName().toString(), extractors.get().extract(read(file)));
  }

  private static RgbImage read(Path file) {
    try {
      return VerificationFigures.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param compared for each case the agreements of its views; the best one counts
   */
  private static void print(String title, List<List<Agreement>> compared) {
    System.out.printf(
        "%n%s: how many reach so many matching points%n%n| full spread | full share |", title);
    for (int level : LEVELS) {
      System.out.printf(" >= %d |", level);
    }
    System.out.println();
    for (double[] full : FULL) {
      System.out.printf(
          "| %s | %s |", full[0] == 0 ? "any" : full[0], full[1] == 0 ? "any" : full[1]);
      for (int level : LEVELS) {
        System.out.printf(
            " %d |",
            compared.stream()
                .filter(views -> views.stream().anyMatch(v -> v.points(full[0], full[1]) >= level))
                .count());
      }
      System.out.println();
    }
  }
}
