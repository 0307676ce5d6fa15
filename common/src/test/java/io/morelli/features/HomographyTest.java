package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HomographyTest {

  private static Homography of(double... elements) {
    return new Homography(elements);
  }

  @Test
  void rewritesPixelsAsFractions() {
    // Twice as large, 64 pixels to the right, from 640 x 480 to 640 x 320.
    Homography map =
        Homography.ofPixels(new double[] {4, 0, 128, 0, 4, 0, 0, 0, 2}, 640, 480, 640, 320);
    assertThat(map.elements())
        .containsExactly(new double[] {2, 0, 0.1, 0, 3, 0, 0, 0, 1}, within(1e-12));
  }

  @Test
  void overlapIsTheSharedArea() {
    assertThat(of(1, 0, 0, 0, 1, 0, 0, 0, 1).overlap()).isEqualTo(1);
    assertThat(of(0.5, 0, 0, 0, 0.5, 0, 0, 0, 1).overlap()).isEqualTo(0.25);
    assertThat(of(1, 0, 0.75, 0, 1, -0.5, 0, 0, 1).overlap()).isEqualTo(0.125);
    assertThat(of(3, 0, -1, 0, 3, -1, 0, 0, 1).overlap()).isEqualTo(1);
    assertThat(of(1, 0, 2, 0, 1, 0, 0, 0, 1).overlap()).isZero();
    // A square on its corner, with its corners cut off by the target's edges.
    assertThat(of(0.8, -0.8, 0.5, 0.8, 0.8, -0.3, 0, 0, 1).overlap())
        .isCloseTo(1.28 - 4 * 0.09, within(1e-12));
  }

  @Test
  void mirroredOrFoldedPicturesDoNotKeepOrientation() {
    assertThat(of(0, -1, 1, 1, 0, 0, 0, 0, 1).keepsOrientation()).isTrue();
    assertThat(of(-1, 0, 1, 0, 1, 0, 0, 0, 1).keepsOrientation()).isFalse();
    assertThat(of(1, 1, 0, 1, 1, 0, 0, 0, 1).keepsOrientation()).isFalse();
    // The right edge lies behind the camera.
    assertThat(of(1, 0, 0, 0, 1, 0, -2, 0, 1).keepsOrientation()).isFalse();
    assertThat(of(Double.NaN, 0, 0, 0, 1, 0, 0, 0, 1).keepsOrientation()).isFalse();
    assertThat(of(1, 0, 0, 0, 1, 0, Double.NaN, 0, 1).keepsOrientation()).isFalse();
  }

  @Test
  void theInverseMapsBack() {
    Homography map = of(0.9, 0.2, 0.1, -0.1, 1.1, 0.05, 0.2, -0.1, 1);
    double[][] there = map.map(Homography.corners()).orElseThrow();
    double[][] back = map.inverse().map(there).orElseThrow();
    for (int i = 0; i < 4; i++) {
      assertThat(back[i]).containsExactly(Homography.corners()[i], within(1e-12));
    }
    assertThat(there[0]).containsExactly(new double[] {0.1, 0.05}, within(1e-12));
  }

  @Test
  void whatLiesBeyondTheHorizonIsNotMapped() {
    assertThat(of(1, 0, 0, 0, 1, 0, -2, 0, 1).map(Homography.corners())).isEmpty();
    assertThat(of(1, 0, 0, 0, 1, 0, 0, 0, Double.NaN).map(Homography.corners())).isEmpty();
    // The scale says nothing but its sign: what is behind stays behind.
    Homography behind = of(-1, 0, 0, 0, -1, 0, 0, 0, -1);
    assertThat(behind.map(Homography.corners())).isEmpty();
    assertThat(behind.inverse().map(Homography.corners())).isEmpty();
  }
}
