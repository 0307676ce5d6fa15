package io.morelli.local.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.embedding.ActivationMaps;
import io.morelli.embedding.ActivationMaps.ClassMap;
import io.morelli.image.RgbImage;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CamFigureTest {

  private static final int SIDE = 14;

  /** Everything in the upper left corner. */
  private static float[] corner() {
    float[] map = new float[SIDE * SIDE];
    for (int y = 0; y < 5; y++) {
      Arrays.fill(map, y * SIDE, y * SIDE + 5, 2.5f);
    }
    return map;
  }

  @Test
  void isHotWhereTheMapIs() {
    BufferedImage picture = new BufferedImage(140, 140, BufferedImage.TYPE_INT_RGB);

    BufferedImage heat = HeatMap.fromZero(SIDE, corner()).over(picture);

    Color hot = new Color(heat.getRGB(20, 20));
    Color cold = new Color(heat.getRGB(120, 120));
    assertThat(hot.getRed()).isGreaterThan(2 * hot.getBlue());
    assertThat(cold.getBlue()).isGreaterThan(cold.getRed());
    assertThat(new Color(heat.getRGB(20, 120))).isEqualTo(cold);
  }

  @Test
  void aMapWithoutEvidenceIsColdEverywhere() {
    BufferedImage picture = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);

    BufferedImage heat = HeatMap.fromZero(SIDE, new float[SIDE * SIDE]).over(picture);

    Color colour = new Color(heat.getRGB(10, 5));
    assertThat(colour.getBlue()).isGreaterThan(colour.getRed());
  }

  @Test
  void hasAPanelForThePictureTheWeightsAndEachClass() {
    byte[] grey = new byte[3 * 300 * 100];
    Arrays.fill(grey, (byte) 90);
    ActivationMaps maps =
        new ActivationMaps(
            SIDE, corner(), List.of(new ClassMap(1, "a".repeat(200), 0.5f, corner())));

    BufferedImage figure = CamFigure.draw(new RgbImage(300, 100, grey), "grey.png", maps);

    // Three panels of 360 x 120 pixels.
    assertThat(figure.getWidth()).isBetween(3 * 360, 3 * 360 + 100);
    assertThat(figure.getHeight()).isBetween(120, 250);
    assertThat(new Color(figure.getRGB(60, 60))).isEqualTo(new Color(90, 90, 90));
  }

  @Test
  void drawsAPictureOfOnePixel() {
    ActivationMaps maps = new ActivationMaps(SIDE, corner(), List.of());

    assertThat(CamFigure.draw(new RgbImage(1, 1, new byte[3]), "dot", maps).getWidth())
        .isPositive();
    assertThat(CamFigure.draw(new RgbImage(2000, 1, new byte[6000]), "line", maps).getWidth())
        .isPositive();
  }
}
