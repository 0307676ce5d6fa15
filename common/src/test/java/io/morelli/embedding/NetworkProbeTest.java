package io.morelli.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.morelli.embedding.ActivationMaps.ClassMap;
import io.morelli.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NetworkProbeTest {

  private static final int SIDE = 14;

  private static EmbeddingModel model;
  private static NetworkProbe probe;

  @BeforeAll
  static void load() {
    model = EmbeddingModel.load(ModelFile.locate(ModelFile.DEFAULT), Precision.FP32, "cpu");
    probe = model.newProbe(2);
  }

  @AfterAll
  static void close() {
    probe.close();
    model.close();
  }

  @Test
  void anObjectInOneHalfGetsItsWeightThere() {
    RgbImage left = objectOnTheLeft();
    List<ActivationMaps> maps =
        probe.maps(List.of(ModelInput.of(left, 224), ModelInput.of(left.mirrored(), 224)), 3);

    assertThat(leftShare(maps.get(0).weights())).isGreaterThan(0.55);
    assertThat(leftShare(maps.get(1).weights())).isLessThan(0.45);
    assertThat(leftShare(maps.get(0).classes().get(0).map())).isGreaterThan(0.7);
    assertThat(leftShare(maps.get(1).classes().get(0).map())).isLessThan(0.3);
  }

  @Test
  void mapsAreWhatTheyAreSaidToBe() {
    ActivationMaps maps =
        probe.maps(List.of(ModelInput.of(Golden.picture("discs"), 224)), 1000).get(0);

    assertThat(maps.side()).isEqualTo(SIDE);
    assertThat(sum(maps.weights()) / (SIDE * SIDE)).isCloseTo(1, within(1e-4));
    assertThat(maps.classes()).hasSize(1000);
    double probabilities = 0;
    float before = 1;
    for (ClassMap map : maps.classes()) {
      assertThat(map.map()).hasSize(SIDE * SIDE);
      assertThat(map.probability()).isLessThanOrEqualTo(before);
      before = map.probability();
      probabilities += map.probability();
      for (float value : map.map()) {
        assertThat(value).isNotNegative();
      }
    }
    assertThat(probabilities).isCloseTo(1, within(1e-3));
    assertThat(maps.classes())
        .filteredOn(map -> map.index() == 340)
        .extracting(ClassMap::name)
        .containsExactly("zebra");
  }

  @Test
  void featuresAreThoseOfEachPosition() {
    float[][] features =
        probe.features(
            List.of(
                ModelInput.of(Golden.picture("discs"), 224),
                ModelInput.of(Golden.picture("clouds"), 224)));

    assertThat(features).hasDimensions(2, SIDE * SIDE * 512);
    assertThat(sum(features[0])).isPositive().isNotEqualTo(sum(features[1]));
  }

  @Test
  void refusesMoreClassesThanThereAre() {
    List<byte[]> picture = List.of(ModelInput.of(Golden.picture("discs"), 224));

    assertThatThrownBy(() -> probe.maps(picture, 1001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1001 classes: model vgg16-cam-v2 has 1 to 1000");
    assertThatThrownBy(() -> probe.maps(picture, 0)).hasMessageContaining("0 classes");
  }

  /** Discs on a plain ground. */
  private static RgbImage objectOnTheLeft() {
    RgbImage discs = Golden.picture("discs");
    int width = 2 * discs.width();
    byte[] rgb = new byte[3 * width * discs.height()];
    Arrays.fill(rgb, (byte) 128);
    for (int y = 0; y < discs.height(); y++) {
      System.arraycopy(discs.rgb(), 3 * y * discs.width(), rgb, 3 * y * width, 3 * discs.width());
    }
    return new RgbImage(width, discs.height(), rgb);
  }

  private static double leftShare(float[] map) {
    double left = 0;
    for (int i = 0; i < map.length; i++) {
      left += i % SIDE < SIDE / 2 ? map[i] : 0;
    }
    return left / sum(map);
  }

  private static double sum(float[] map) {
    double sum = 0;
    for (float value : map) {
      sum += value;
    }
    return sum;
  }
}
