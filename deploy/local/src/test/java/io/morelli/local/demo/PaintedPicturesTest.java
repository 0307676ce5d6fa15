package io.morelli.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.features.KeyPointExtractor;
import io.morelli.features.KeyPoints;
import io.morelli.features.OrbSettings;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.Verification;
import io.morelli.features.VerifierSettings;
import io.morelli.local.demo.painting.Painter;
import io.morelli.testing.TestPictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaintedPicturesTest {

  private static final int DEMO = 200;
  private static final int MOTIFS = 8;

  /** With the shipped model's thresholds. */
  private static final int FEWEST_OF_A_MATCH = 8;

  @TempDir Path folder;

  @Test
  void areAlwaysTheSameAndAllDifferent() {
    Set<Integer> hashes = new HashSet<>();
    for (int number = 0; number < 24; number++) {
      byte[] jpeg = PaintedPictures.jpeg(number);
      assertThat(PaintedPictures.jpeg(number)).isEqualTo(jpeg);
      hashes.add(Arrays.hashCode(jpeg));
    }
    assertThat(hashes).hasSize(24);
  }

  /** Each has texture enough, and those of one motif are the likeliest to be taken for another. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void agreeWithThemselvesOnly(int motif) {
    KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);
    List<KeyPoints> pictures =
        IntStream.iterate(motif, number -> number < DEMO, number -> number + MOTIFS)
            .mapToObj(number -> keyPoints(extractor, number))
            .toList();
    PairVerifier verifier = new PairVerifier(VerifierSettings.DEFAULT);
    assertThat(pictures).hasSize(DEMO / MOTIFS);
    for (int i = 0; i < pictures.size(); i++) {
      KeyPoints asked = pictures.get(i);
      try (PreparedQuery query = verifier.prepare(asked)) {
        Verification itself = verifier.verify(query, asked);
        assertThat(itself.rawMatches()).isGreaterThan(400);
        assertThat(itself.matchingPoints()).isGreaterThan(100);
        // Each pair once.
        assertThat(pictures.subList(i + 1, pictures.size()))
            .allSatisfy(
                other ->
                    assertThat(verifier.verify(query, other).matchingPoints())
                        .as(PaintedPictures.fileName(motif))
                        .isLessThan(FEWEST_OF_A_MATCH));
      }
    }
  }

  @Test
  void areWrittenOnce() throws IOException {
    PaintedPictures.write(folder, 3);
    PaintedPictures.write(folder, 4);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "landscape-000.jpg", "stilllife-001.jpg", "composition-002.jpg", "portrait-003.jpg");
    assertThat(PaintedPictures.write(folder, 2))
        .containsExactly(folder.resolve("landscape-000.jpg"), folder.resolve("stilllife-001.jpg"));
  }

  private static KeyPoints keyPoints(KeyPointExtractor extractor, int number) {
    return extractor.extract(TestPictures.rgb(Painter.paint(number)));
  }
}
