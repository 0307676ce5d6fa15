package io.morelli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.morelli.embedding.Golden;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BicubicResizerTest {

  static List<Golden.Resized> resized() {
    return Golden.load().resized();
  }

  @ParameterizedTest
  @MethodSource("resized")
  void givesPillowsPixels(Golden.Resized expected) throws Exception {
    RgbImage image =
        BicubicResizer.resize(
            Golden.picture(expected.picture()), expected.width(), expected.height());

    assertThat(image.width()).isEqualTo(expected.width());
    assertThat(image.height()).isEqualTo(expected.height());
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(image.rgb());
    assertThat(HexFormat.of().formatHex(hash)).isEqualTo(expected.sha256());
  }

  @Test
  void refusesAnEmptySize() {
    RgbImage image = new RgbImage(1, 1, new byte[3]);

    assertThatThrownBy(() -> BicubicResizer.resize(image, 0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 x 5");
  }
}
