package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.morelli.features.VerifierSettings.Matcher;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PairVerifierTest {

  private static final RgbImage PICTURE = Textures.triangles(600, 400, 1);
  private static final int MANY = 15;
  private static final int FEW = 8;

  private final KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);

  private Verification verify(Matcher matcher, RgbImage query, RgbImage candidate) {
    PairVerifier verifier = verifier(matcher);
    try (PreparedQuery prepared = verifier.prepare(extractor.extract(query))) {
      return verifier.verify(prepared, extractor.extract(candidate));
    }
  }

  private static PairVerifier verifier(Matcher matcher) {
    return new PairVerifier(
        new VerifierSettings(
            matcher, VerifierSettings.DEFAULT.maxRatio(), VerifierSettings.DEFAULT.tolerance()));
  }

  @ParameterizedTest
  @EnumSource(Matcher.class)
  void aPictureMatchesItself(Matcher matcher) {
    Verification found = verify(matcher, PICTURE, PICTURE);
    assertThat(found.rawMatches()).isGreaterThan(500);
    assertThat(found.matchingPoints()).isGreaterThan(100).isLessThan(found.rawMatches());
    assertThat(found.overlap()).isCloseTo(1, within(0.01));
    assertThat(found.homography())
        .containsExactly(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, within(0.01));
  }

  @ParameterizedTest
  @CsvSource({
    "EXACT, 90, 1", "EXACT, 180, 1", "EXACT, 30, 0.7", "EXACT, -10, 1.4",
    "FLANN, 90, 1", "FLANN, 180, 1", "FLANN, 30, 0.7", "FLANN, -10, 1.4"
  })
  void findsTurnedAndScaledPictures(Matcher matcher, double degrees, double scale) {
    RgbImage query = Textures.transformed(PICTURE, degrees, scale, 700, 700);
    assertThat(verify(matcher, query, PICTURE).matchingPoints()).isGreaterThan(MANY);
  }

  @Test
  void findsAShrunkPicture() {
    RgbImage query = Textures.transformed(PICTURE, 0, 0.4, 240, 160);
    assertThat(verify(Matcher.EXACT, query, PICTURE).matchingPoints()).isGreaterThan(MANY);
  }

  @Test
  void aCropSaysWhereItIs() {
    Region region = new Region(0.2, 0.3, 0.6, 0.6);
    Verification found = verify(Matcher.EXACT, PICTURE.crop(region), PICTURE);
    assertThat(found.matchingPoints()).isGreaterThan(MANY);
    assertThat(found.homography())
        .containsExactly(new double[] {0.6, 0, 0.2, 0, 0.6, 0.3, 0, 0, 1}, within(0.02));
    assertThat(found.overlap()).isCloseTo(0.36, within(0.02));
  }

  @ParameterizedTest
  @EnumSource(Matcher.class)
  void aMirroredPictureIsAnother(Matcher matcher) {
    assertThat(verify(matcher, PICTURE.mirrored(), PICTURE).matchingPoints()).isLessThan(FEW);
    assertThat(verify(matcher, PICTURE.mirrored(), PICTURE.mirrored()).matchingPoints())
        .isGreaterThan(MANY);
  }

  @ParameterizedTest
  @EnumSource(Matcher.class)
  void unrelatedPicturesHaveFewPoints(Matcher matcher) {
    for (int seed = 2; seed < 12; seed++) {
      RgbImage other = Textures.triangles(600, 400, seed);
      assertThat(verify(matcher, other, PICTURE).matchingPoints()).isLessThan(FEW);
    }
  }

  @ParameterizedTest
  @EnumSource(Matcher.class)
  void aUniformPictureMatchesNothing(Matcher matcher) {
    RgbImage grey = Textures.uniform(300, 200);
    assertThat(verify(matcher, grey, PICTURE)).isEqualTo(Verification.none(0));
    assertThat(verify(matcher, PICTURE, grey)).isEqualTo(Verification.none(0));
    assertThat(verify(matcher, grey, grey)).isEqualTo(Verification.none(0));
  }

  @ParameterizedTest
  @EnumSource(Matcher.class)
  void samePicturesGiveTheSameAnswer(Matcher matcher) {
    RgbImage query = Textures.transformed(PICTURE, 20, 0.8, 600, 600);
    assertThat(verify(matcher, query, PICTURE)).isEqualTo(verify(matcher, query, PICTURE));
  }

  @ParameterizedTest
  @EnumSource(Matcher.class)
  void namesTheMatchesThatAgree(Matcher matcher) {
    KeyPoints query = extractor.extract(Textures.transformed(PICTURE, 30, 0.7, 600, 600));
    KeyPoints candidate = extractor.extract(PICTURE);
    PairVerifier verifier = verifier(matcher);
    try (PreparedQuery prepared = verifier.prepare(query)) {
      Explanation explanation = verifier.explain(prepared, candidate);
      Verification found = explanation.verification();
      assertThat(found).isEqualTo(verifier.verify(prepared, candidate));
      assertThat(explanation.matches()).hasSize(found.rawMatches());
      assertThat(explanation.consistent())
          .hasSizeGreaterThanOrEqualTo(found.matchingPoints())
          .isSubsetOf(explanation.matches())
          .hasSizeGreaterThan(MANY);
      // The picture lies about the middle of the canvas, turned by 30 degrees and at 0.7.
      double scaleQuery = query.width() / 600.0;
      double scaleCandidate = candidate.width() / 600.0;
      double cosine = 0.7 * Math.cos(Math.toRadians(30));
      double sine = 0.7 * Math.sin(Math.toRadians(30));
      for (Match match : explanation.consistent()) {
        double x = candidate.x(match.candidate()) / scaleCandidate - 300;
        double y = candidate.y(match.candidate()) / scaleCandidate - 200;
        assertThat(query.x(match.query()) / scaleQuery)
            .isCloseTo(300 + cosine * x - sine * y, within(6.0));
        assertThat(query.y(match.query()) / scaleQuery)
            .isCloseTo(300 + sine * x + cosine * y, within(6.0));
      }
    }
  }

  @Test
  void explainsWhatHasNoMatch() {
    PairVerifier verifier = verifier(Matcher.SCREENED);
    try (PreparedQuery prepared = verifier.prepare(extractor.extract(PICTURE))) {
      Explanation explanation =
          verifier.explain(prepared, extractor.extract(Textures.uniform(300, 200)));
      assertThat(explanation).isEqualTo(Explanation.none(List.of()));
    }
  }
}
