package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private static final float APART = (float) Places.SEPARATION;

  @Test
  void matchesAtOnePlaceCountOnce() {
    KeyPoints points = at(100, 100, 101, 100, 100, 100 + APART - 1);
    assertThat(count(points, points)).isEqualTo(1);
  }

  @Test
  void matchesApartCountEach() {
    KeyPoints points = at(100, 100, 100 + APART + 1, 100, 100, 100 + APART + 1);
    assertThat(count(points, points)).isEqualTo(3);
  }

  @Test
  void placesMustBeApartInBothPictures() {
    KeyPoints apart = at(100, 100, 200, 100);
    KeyPoints together = at(50, 50, 51, 50);
    assertThat(count(apart, together)).isEqualTo(1);
    assertThat(count(together, apart)).isEqualTo(1);
  }

  @Test
  void noMatchIsNoPlace() {
    KeyPoints none = at();
    assertThat(count(none, none)).isZero();
  }

  private static KeyPoints at(float... xy) {
    return KeyPoints.of(640, 480, xy, new long[2 * xy.length]);
  }

  private static int count(KeyPoints query, KeyPoints candidate) {
    List<Match> matches =
        IntStream.range(0, query.count()).mapToObj(i -> new Match(i, i, 0)).toList();
    return Places.count(query, candidate, matches);
  }
}
