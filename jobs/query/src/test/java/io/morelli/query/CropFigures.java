package io.morelli.query;

import io.morelli.features.KeyPointExtractor;
import io.morelli.features.KeyPoints;
import io.morelli.features.OrbSettings;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.VerifierSettings;
import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Prints how many tight crops of paintings, 25 to 50 % of the area anywhere in the picture, are
 * lost by their key points, for those of a candidate that the first and the second pass compare and
 * the scales at which the query is looked at. Argument: a folder of pictures.
 */
public final class CropFigures {

  private static final int[] LEVELS = {6, 8, 10, 14};

  private final KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);
  private final PairVerifier verifier = new PairVerifier(VerifierSettings.DEFAULT);
  private final List<Double> scales = new ArrayList<>(List.of(1.0));

  private CropFigures() {
    scales.addAll(KeyPointExtractor.COARSE_SCALES);
  }

  public static void main(String[] args) throws IOException, RejectedException {
    CropFigures figures = new CropFigures();
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    List<Path> files;
    try (Stream<Path> folder = Files.list(Path.of(args[0]))) {
      files = folder.sorted().toList();
    }
    Random random = new Random(1);
    List<int[]> first = new ArrayList<>();
    List<int[]> second = new ArrayList<>();
    for (Path file : files) {
      RgbImage painting = decoder.decode(Files.readAllBytes(file)).image();
      RgbImage crop = painting.crop(tight(random));
      byte[] indexed = figures.extractor.extractForIndex(painting).pack();
      first.add(figures.points(crop, indexed, OrbSettings.DEFAULT.maxKeyPoints()));
      second.add(figures.points(crop, indexed, OrbSettings.DEFAULT.indexedKeyPoints()));
    }
    System.out.printf("%d crops%n%n", files.size());
    System.out.println("| key points of a candidate | query scaled by | < 6 | < 8 | < 10 | < 14 |");
    System.out.println("|---|---|---|---|---|---|");
    figures.print(OrbSettings.DEFAULT.maxKeyPoints(), first);
    figures.print(OrbSettings.DEFAULT.indexedKeyPoints(), second);
  }

  private static Region tight(Random random) {
    double side = Math.sqrt(0.25 + 0.25 * random.nextDouble());
    return new Region(
        random.nextDouble() * (1 - side), random.nextDouble() * (1 - side), side, side);
  }

  /** The matching points at each scale. */
  private int[] points(RgbImage crop, byte[] indexed, int keyPoints) {
    KeyPoints candidate = KeyPoints.unpack(KeyPoints.packedFirst(indexed, keyPoints));
    return scales.stream()
        .mapToInt(scale -> matching(extractor.extract(crop, scale), candidate))
        .toArray();
  }

  private int matching(KeyPoints crop, KeyPoints candidate) {
    try (PreparedQuery query = verifier.prepare(crop)) {
      return verifier.verify(query, candidate).matchingPoints();
    }
  }

  private void print(int keyPoints, List<int[]> crops) {
    for (int last = 0; last < scales.size(); last++) {
      StringBuilder row = new StringBuilder();
      for (int level : LEVELS) {
        int scale = last;
        row.append(" %d |".formatted(crops.stream().filter(c -> best(c, scale) < level).count()));
      }
      String added = last == 0 ? "1" : "and " + scales.get(last);
      System.out.printf("| %d | %s |%s%n", keyPoints, added, row);
    }
  }

  private static int best(int[] points, int last) {
    int best = 0;
    for (int scale = 0; scale <= last; scale++) {
      best = Math.max(best, points[scale]);
    }
    return best;
  }
}
