package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GeometricVerifierTest {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int COUNT = 60;

  private final GeometricVerifier verifier =
      new GeometricVerifier(VerifierSettings.DEFAULT.tolerance());

  /** Random points within a box in the middle of the picture. */
  private static KeyPoints query(int width, int height) {
    Random random = new Random(1);
    float[] xy = new float[2 * COUNT];
    for (int i = 0; i < COUNT; i++) {
      xy[2 * i] = WIDTH / 2f + (random.nextFloat() - 0.5f) * width;
      xy[2 * i + 1] = HEIGHT / 2f + (random.nextFloat() - 0.5f) * height;
    }
    return KeyPoints.of(WIDTH, HEIGHT, xy, new long[4 * COUNT]);
  }

  private static KeyPoints map(KeyPoints points, UnaryOperator<float[]> map) {
    float[] xy = new float[2 * points.count()];
    for (int i = 0; i < points.count(); i++) {
      float[] to = map.apply(new float[] {points.x(i), points.y(i)});
      xy[2 * i] = to[0];
      xy[2 * i + 1] = to[1];
    }
    return KeyPoints.of(WIDTH, HEIGHT, xy, new long[4 * points.count()]);
  }

  private Verification verify(KeyPoints query, KeyPoints candidate, int matches) {
    List<Match> same = IntStream.range(0, matches).mapToObj(i -> new Match(i, i, 0)).toList();
    return verifier.verify(query, candidate, same);
  }

  @Test
  void findsAHomographyAmongNonsense() {
    KeyPoints query = query(WIDTH, HEIGHT);
    Random random = new Random(2);
    int[] seen = {0};
    // Every third match is nonsense, the others show the picture at half its size.
    KeyPoints candidate =
        map(
            query,
            p ->
                seen[0]++ % 3 == 0
                    ? new float[] {random.nextFloat() * WIDTH, random.nextFloat() * HEIGHT}
                    : new float[] {64 + p[0] / 2, 48 + p[1] / 2});
    Verification found = verify(query, candidate, COUNT);
    assertThat(found.rawMatches()).isEqualTo(COUNT);
    List<Match> truth =
        IntStream.range(0, COUNT)
            .filter(i -> i % 3 != 0)
            .mapToObj(i -> new Match(i, i, 0))
            .toList();
    int places = Places.count(query, candidate, truth);
    assertThat(places).isGreaterThan(20);
    assertThat(found.matchingPoints()).isBetween(places, places + 2);
    assertThat(found.homography())
        .containsExactly(new double[] {0.5, 0, 0.1, 0, 0.5, 0.1, 0, 0, 1}, within(0.01));
    assertThat(found.overlap()).isCloseTo(0.25, within(0.01));
  }

  @Test
  void fewerThanFourMatchesProveNothing() {
    KeyPoints points = query(WIDTH, HEIGHT);
    for (int matches = 0; matches < 4; matches++) {
      assertThat(verify(points, points, matches)).isEqualTo(Verification.none(matches));
    }
  }

  @Test
  void refusesAMirroredPicture() {
    KeyPoints query = query(WIDTH, HEIGHT);
    KeyPoints mirrored = map(query, p -> new float[] {WIDTH - p[0], p[1]});
    assertThat(verify(query, mirrored, COUNT)).isEqualTo(Verification.none(COUNT));
  }

  @Test
  void refusesAPictureThatShrinksToAPoint() {
    KeyPoints query = query(WIDTH, HEIGHT);
    KeyPoints collapsed = map(query, p -> new float[] {320, 240});
    assertThat(verify(query, collapsed, COUNT)).isEqualTo(Verification.none(COUNT));
  }

  @Test
  void refusesAPictureThatShrinksToALine() {
    KeyPoints query = query(WIDTH, HEIGHT);
    KeyPoints line = map(query, p -> new float[] {p[0], 240});
    assertThat(verify(query, line, COUNT)).isEqualTo(Verification.none(COUNT));
  }

  @Test
  void refusesAbsurdScales() {
    KeyPoints small = query(WIDTH / 16, HEIGHT / 16);
    KeyPoints large =
        map(
            small,
            p ->
                new float[] {
                  WIDTH / 2f + 14 * (p[0] - WIDTH / 2f), HEIGHT / 2f + 14 * (p[1] - HEIGHT / 2f)
                });
    assertThat(verify(small, large, COUNT)).isEqualTo(Verification.none(COUNT));
    assertThat(verify(large, small, COUNT)).isEqualTo(Verification.none(COUNT));
  }

  @Test
  void randomMatchesAgreeOnNothing() {
    for (int seed = 1; seed <= 20; seed++) {
      Random random = new Random(100 + seed);
      KeyPoints query = query(WIDTH, HEIGHT);
      KeyPoints scattered =
          map(query, p -> new float[] {random.nextFloat() * WIDTH, random.nextFloat() * HEIGHT});
      assertThat(verify(query, scattered, COUNT).matchingPoints()).isLessThan(8);
    }
  }
}
