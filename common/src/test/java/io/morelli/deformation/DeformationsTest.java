package io.morelli.deformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.morelli.image.RgbImage;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeformationsTest {

  private static final RgbImage PICTURE = picture(120, 80);

  static Stream<Deformation> standard() {
    return Deformations.standard().stream();
  }

  @ParameterizedTest
  @MethodSource("standard")
  void changesThePictureAndOnlyByItsSeed(Deformation deformation) {
    RgbImage original = new RgbImage(120, 80, PICTURE.rgb().clone());
    RgbImage deformed = deformation.apply(PICTURE, 7);
    assertThat(deformed).isNotEqualTo(PICTURE);
    assertThat(deformation.apply(PICTURE, 7)).isEqualTo(deformed);
    assertThat(PICTURE).as("the original").isEqualTo(original);
  }

  @ParameterizedTest
  @MethodSource("standard")
  void takesAPictureOfOnePixel(Deformation deformation) {
    assertThat(deformation.apply(picture(1, 1), 7).width()).isPositive();
  }

  @Test
  void hasDistinctNames() {
    assertThat(Deformations.standard()).extracting(Deformation::name).doesNotHaveDuplicates();
  }

  @Test
  void fourQuarterTurnsAndTwoMirrorsChangeNothing() {
    assertThat(
            Geometry.quarterTurns(1)
                .then(Geometry.quarterTurns(2))
                .then(Geometry.mirrored())
                .then(Geometry.mirrored())
                .then(Geometry.quarterTurns(1))
                .apply(PICTURE, 1))
        .isEqualTo(PICTURE);
  }

  @Test
  void mirrorsAsThePictureItselfDoes() {
    assertThat(Geometry.mirrored().apply(PICTURE, 1)).isEqualTo(PICTURE.mirrored());
  }

  @Test
  void rotationKeepsEverythingAndFillsWithWhite() {
    RgbImage rotated = Geometry.rotated(45).apply(PICTURE, 1);
    double side = (120 + 80) * Math.sqrt(0.5);
    assertThat((double) rotated.width()).isCloseTo(side, within(1.0));
    assertThat((double) rotated.height()).isCloseTo(side, within(1.0));
    assertThat(pixel(rotated, 0, 0)).containsExactly(255, 255, 255);
    assertThat(pixel(rotated, rotated.width() / 2, rotated.height() / 2))
        .isNotEqualTo(new int[] {255, 255, 255});
  }

  @Test
  void cropIsAPartOfThePicture() {
    RgbImage crop = Geometry.cropped(0.25).apply(PICTURE, 3);
    assertThat(crop.width()).isEqualTo(60);
    assertThat(crop.height()).isEqualTo(40);
    int found = 0;
    for (int y = 0; y <= 40; y++) {
      for (int x = 0; x <= 60; x++) {
        found += covers(crop, x, y) ? 1 : 0;
      }
    }
    assertThat(found).isEqualTo(1);
  }

  @Test
  void anotherSeedCropsElsewhere() {
    assertThat(Geometry.cropped(0.25).apply(PICTURE, 4))
        .isNotEqualTo(Geometry.cropped(0.25).apply(PICTURE, 3));
  }

  @Test
  void scalesBothSides() {
    RgbImage half = Geometry.scaled(0.5).apply(PICTURE, 1);
    assertThat(half.width()).isEqualTo(60);
    assertThat(half.height()).isEqualTo(40);
  }

  @Test
  void greyHasEqualChannels() {
    RgbImage grey = Colour.grey().apply(PICTURE, 1);
    for (int i = 0; i < grey.rgb().length; i += 3) {
      assertThat(grey.rgb()[i]).isEqualTo(grey.rgb()[i + 1]).isEqualTo(grey.rgb()[i + 2]);
    }
  }

  @Test
  void hueTurnsRedToGreen() {
    RgbImage red = new RgbImage(1, 1, new byte[] {(byte) 255, 0, 0});
    assertThat(pixel(Colour.hue(120).apply(red, 1), 0, 0)).containsExactly(0, 255, 0);
  }

  @Test
  void brightnessMultipliesAndSaturates() {
    RgbImage image = new RgbImage(1, 1, new byte[] {10, 100, (byte) 200});
    assertThat(pixel(Colour.brightness(1.5).apply(image, 1), 0, 0)).containsExactly(15, 150, 255);
  }

  @Test
  void noiseHasTheDeviationThatWasAsked() {
    byte[] grey = new byte[3 * 200 * 200];
    Arrays.fill(grey, (byte) 128);
    RgbImage noisy = Quality.noisy(10).apply(new RgbImage(200, 200, grey), 5);
    double squares = 0;
    for (byte value : noisy.rgb()) {
      squares += Math.pow((value & 255) - 128, 2);
    }
    assertThat(Math.sqrt(squares / noisy.rgb().length)).isCloseTo(10, within(0.3));
  }

  @Test
  void refusesParametersOutOfRange() {
    assertThatThrownBy(() -> Geometry.cropped(1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> Geometry.quarterTurns(4)).hasMessageContaining("4");
    assertThatThrownBy(() -> Geometry.scaled(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Quality.jpeg(0)).hasMessageContaining("0");
    assertThatThrownBy(() -> Setting.withinAnother(1)).hasMessageContaining("1.0");
  }

  private static boolean covers(RgbImage part, int left, int top) {
    for (int y = 0; y < part.height(); y++) {
      for (int x = 0; x < part.width(); x++) {
        if (!Arrays.equals(pixel(part, x, y), pixel(PICTURE, left + x, top + y))) {
          return false;
        }
      }
    }
    return true;
  }

  private static int[] pixel(RgbImage image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    return new int[] {image.rgb()[at] & 255, image.rgb()[at + 1] & 255, image.rgb()[at + 2] & 255};
  }

  private static RgbImage picture(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(1).nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }
}
