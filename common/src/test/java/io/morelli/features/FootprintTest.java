package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FootprintTest {

  private static final double GRID = 0.01;

  private static final Footprint WHOLE = Footprint.of(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});

  /** Of a query whose left half shows all of the candidate. */
  private static final Footprint LEFT = Footprint.of(new double[] {2, 0, 0, 0, 1, 0, 0, 0, 1});

  /** Of a query whose lower three quarters show all of the candidate. */
  private static final Footprint LOWER =
      Footprint.of(new double[] {1, 0, 0, 0, 4 / 3.0, -1 / 3.0, 0, 0, 1});

  @Test
  void theShareIsOfTheAreaOfTheFirst() {
    assertThat(WHOLE.shareIn(WHOLE)).isEqualTo(1);
    assertThat(LEFT.shareIn(WHOLE)).isEqualTo(1);
    assertThat(WHOLE.shareIn(LEFT)).isCloseTo(0.5, within(GRID));
    assertThat(LEFT.shareIn(LOWER)).isCloseTo(0.75, within(GRID));
    assertThat(LOWER.shareIn(LEFT)).isCloseTo(0.5, within(GRID));
  }

  @Test
  void whatLiesElsewhereIsNotShared() {
    Footprint right = Footprint.of(new double[] {2, 0, -1, 0, 1, 0, 0, 0, 1});
    assertThat(LEFT.shareIn(right)).isZero();
    Footprint beside = Footprint.of(new double[] {1, 0, 5, 0, 1, 0, 0, 0, 1});
    assertThat(beside.shareIn(WHOLE)).isZero();
    assertThat(WHOLE.shareIn(beside)).isZero();
  }

  @Test
  void whatLiesBehindTheCameraIsNotShown() {
    // Depth falls to 0 at x = 0.5; beyond it, the map turns the plane over.
    Footprint steep = Footprint.of(new double[] {-0.5, 0, 0.25, 0, -0.5, 0.25, -2, 0, 1});
    assertThat(steep.shareIn(LEFT)).isEqualTo(1);
    assertThat(WHOLE.shareIn(steep)).isPositive();
  }
}
