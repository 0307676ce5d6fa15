package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.features.VerifierSettings.Matcher;
import io.morelli.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Phone photographs of paintings and book covers against the clean pictures of them. */
class RealPicturesTest {

  /** Every so manieth pair, for the time it takes. */
  private static final int EVERY = 4;

  private static final int ENOUGH = 8;

  private final KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);

  private record Found(List<Integer> related, List<Integer> unrelated) {}

  // Whole pictures only: regions of the query find more of the photographed paintings.
  @ParameterizedTest
  @CsvSource({"paintings, 0.8", "books, 0.95"})
  void tellsTheSamePictureFromOthers(String set, double share) throws IOException {
    Path folder = SharedData.require("data/phone-photos").resolve(set);
    List<KeyPoints> queries = keyPoints(folder.resolve("query"));
    List<KeyPoints> references = keyPoints(folder.resolve("reference"));
    Found exact = verify(Matcher.EXACT, queries, references);

    assertThat(exact.related().stream().filter(points -> points >= ENOUGH).count())
        .isGreaterThanOrEqualTo(Math.round(share * queries.size()));
    assertThat(exact.unrelated()).allMatch(points -> points < ENOUGH);

    // Screening changes no answer that would have been a match.
    Found screened = verify(Matcher.SCREENED, queries, references);
    for (int i = 0; i < queries.size(); i++) {
      if (exact.related().get(i) >= ENOUGH) {
        assertThat(screened.related().get(i)).isEqualTo(exact.related().get(i));
      }
    }
    assertThat(screened.unrelated()).allMatch(points -> points < ENOUGH);
  }

  private static Found verify(
      Matcher matcher, List<KeyPoints> queries, List<KeyPoints> references) {
    VerifierSettings settings = VerifierSettings.DEFAULT;
    PairVerifier verifier =
        new PairVerifier(new VerifierSettings(matcher, settings.maxRatio(), settings.tolerance()));
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < queries.size(); i++) {
      try (PreparedQuery query = verifier.prepare(queries.get(i))) {
        for (int k = 0; k < references.size(); k++) {
          List<Integer> points = k == i ? found.related() : found.unrelated();
          points.add(verifier.verify(query, references.get(k)).matchingPoints());
        }
      }
    }
    return found;
  }

  private List<KeyPoints> keyPoints(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    List<KeyPoints> points = new ArrayList<>();
    for (int i = 0; i < files.size(); i += EVERY) {
      points.add(extractor.extract(Textures.rgb(ImageIO.read(files.get(i).toFile()))));
    }
    return points;
  }
}
