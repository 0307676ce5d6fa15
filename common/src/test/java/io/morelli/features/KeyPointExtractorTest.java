package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.morelli.image.RgbImage;
import org.junit.jupiter.api.Test;

class KeyPointExtractorTest {

  private final KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);

  @Test
  void scalesToTheLongSide() {
    KeyPoints landscape = extractor.extract(Textures.triangles(300, 200, 1));
    assertThat(landscape.width()).isEqualTo(640);
    assertThat(landscape.height()).isEqualTo(427);
    KeyPoints portrait = extractor.extract(Textures.triangles(900, 1200, 1));
    assertThat(portrait.width()).isEqualTo(480);
    assertThat(portrait.height()).isEqualTo(640);
  }

  @Test
  void findsAtMostWhatIsAskedFor() {
    KeyPointExtractor few = new KeyPointExtractor(new OrbSettings(200, 300, 640, 10));
    assertThat(few.extract(Textures.triangles(600, 400, 1)).count()).isBetween(150, 200);
    assertThat(extractor.extract(Textures.triangles(600, 400, 1)).count()).isBetween(1000, 1200);
  }

  @Test
  void theIndexKeepsMoreAndTheQueryItsFirst() {
    RgbImage picture = Textures.triangles(600, 400, 1);
    KeyPoints query = extractor.extract(picture);
    KeyPoints indexed = extractor.extractForIndex(picture);
    assertThat(indexed.count()).isBetween(1500, 1800);
    assertThat(KeyPoints.packedFirst(indexed.pack(), query.count())).isEqualTo(query.pack());
  }

  @Test
  void scalesDownFurther() {
    KeyPoints half = extractor.extract(Textures.triangles(600, 400, 1), 0.5);
    assertThat(half.width()).isEqualTo(320);
    assertThat(half.height()).isEqualTo(213);
  }

  @Test
  void findsNothingInUniformAndTinyPictures() {
    assertThat(extractor.extract(Textures.uniform(640, 480)).count()).isZero();
    assertThat(extractor.extract(Textures.uniform(1, 1)).count()).isZero();
    assertThat(extractor.extract(Textures.triangles(640, 2, 1)).count()).isZero();
    assertThat(extractor.extract(Textures.triangles(2, 640, 1)).count()).isZero();
    assertThat(extractor.extract(Textures.uniform(5000, 1)).count()).isZero();
  }

  @Test
  void samePictureGivesTheSameKeyPoints() {
    KeyPoints first = extractor.extract(Textures.triangles(600, 400, 1));
    extractor.extract(Textures.triangles(500, 500, 2));
    assertThat(extractor.extract(Textures.triangles(600, 400, 1))).isEqualTo(first);
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> new OrbSettings(0, 10, 640, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new OrbSettings(1000, 1801, 640, 10));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OrbSettings(1000, 999, 640, 10))
        .withMessageContaining("indexedKeyPoints must be 1000 to 1800: 999");
    assertThatIllegalArgumentException().isThrownBy(() -> new OrbSettings(1000, 1000, 63, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new OrbSettings(1000, 1000, 4097, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new OrbSettings(1000, 1000, 640, 0));
  }
}
