package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SupportTest {

  private static final Homography SAME = new Homography(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});

  /** Twenty by twenty key points all over a picture of 400 x 400 pixels, row by row. */
  private static final KeyPoints GRID = grid();

  private static KeyPoints grid() {
    float[] xy = new float[2 * 400];
    for (int i = 0; i < 400; i++) {
      xy[2 * i] = 10 + 20 * (i % 20);
      xy[2 * i + 1] = 10 + 20 * (i / 20);
    }
    return KeyPoints.of(400, 400, xy, new long[4 * 400]);
  }

  private static List<Match> matches(IntStream indices) {
    return indices.mapToObj(i -> new Match(i, i, 0)).toList();
  }

  @Test
  void matchesAllOverTheOverlapCountInFull() {
    Support support = Support.of(GRID, SAME, matches(IntStream.range(0, 400)));
    assertThat(support.spread()).isCloseTo(1, within(1e-6));
    assertThat(support.share()).isEqualTo(1);
    assertThat(support.weight()).isEqualTo(1);
  }

  @Test
  void matchesThatHuddleCountLess() {
    // A square of 5 x 5 of the 20 x 20: a sixteenth of the area.
    List<Match> huddled = matches(IntStream.range(0, 400).filter(i -> i % 20 < 5 && i / 20 < 5));
    Support support = Support.of(GRID, SAME, huddled);
    assertThat(support.spread()).isCloseTo(1 / 16.0, within(0.005));
    assertThat(support.share()).isEqualTo(25 / 400.0);
    assertThat(support.weight()).isCloseTo(1 / 16.0 / 0.3, within(0.02));
  }

  @Test
  void aFewMatchesAmongManyKeyPointsCountLess() {
    Support support = Support.of(GRID, SAME, matches(IntStream.of(0, 19, 190, 380, 399)));
    assertThat(support.spread()).isGreaterThan(1);
    assertThat(support.share()).isEqualTo(5 / 400.0);
    assertThat(support.weight()).isCloseTo(5 / 400.0 / 0.03, within(1e-6));
  }

  @Test
  void onlyWhatBothPicturesShowIsAsked() {
    // The candidate is the upper left quarter of the query.
    Homography magnifying = new Homography(new double[] {2, 0, 0, 0, 2, 0, 0, 0, 1});
    List<Match> quarter = matches(IntStream.range(0, 400).filter(i -> i % 20 < 10 && i / 20 < 10));
    Support support = Support.of(GRID, magnifying, quarter);
    assertThat(support.spread()).isCloseTo(1, within(1e-6));
    assertThat(support.share()).isEqualTo(1);
  }

  @Test
  void onALineThereIsNoSpread() {
    Support support = Support.of(GRID, SAME, matches(IntStream.range(0, 20)));
    assertThat(support.spread()).isZero();
    assertThat(support.weight()).isZero();
  }
}
