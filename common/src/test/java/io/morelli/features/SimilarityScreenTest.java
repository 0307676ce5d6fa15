package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimilarityScreenTest {

  private static final float[] SOMEWHERE = {100, 100, 300, 120, 280, 400, 90, 350};

  private static boolean passes(float[] query, float[] candidate) {
    int count = query.length / 2;
    List<Match> matches = IntStream.range(0, count).mapToObj(i -> new Match(i, i, 0)).toList();
    return SimilarityScreen.passes(
        KeyPoints.of(640, 640, query, new long[4 * count]),
        KeyPoints.of(640, 640, candidate, new long[4 * count]),
        matches);
  }

  /** Turned a quarter clockwise, half as large. */
  private static float[] turned(float[] xy) {
    float[] turned = new float[xy.length];
    for (int i = 0; i < xy.length; i += 2) {
      turned[i] = 320 - xy[i + 1] / 2;
      turned[i + 1] = xy[i] / 2;
    }
    return turned;
  }

  @Test
  void fourPointsOfASimilarityPass() {
    assertThat(passes(SOMEWHERE, SOMEWHERE)).isTrue();
    assertThat(passes(SOMEWHERE, turned(SOMEWHERE))).isTrue();
  }

  @Test
  void toleratesAsMuchAsPerspectiveBends() {
    assertThat(passes(SOMEWHERE, new float[] {100, 100, 310, 125, 270, 390, 95, 345})).isTrue();
  }

  @Test
  void threePointsDoNot() {
    float[] three = {100, 100, 300, 120, 280, 400};
    assertThat(passes(three, three)).isFalse();
    float[] fourthElsewhere = SOMEWHERE.clone();
    fourthElsewhere[6] = 500;
    assertThat(passes(SOMEWHERE, fourthElsewhere)).isFalse();
    assertThat(passes(new float[0], new float[0])).isFalse();
  }

  @Test
  void mirroredPointsDoNot() {
    float[] mirrored = SOMEWHERE.clone();
    for (int i = 0; i < mirrored.length; i += 2) {
      mirrored[i] = 640 - mirrored[i];
    }
    assertThat(passes(SOMEWHERE, mirrored)).isFalse();
  }

  @Test
  void pointsInOnePlaceDoNot() {
    assertThat(passes(SOMEWHERE, new float[] {50, 50, 50, 50, 50, 50, 50, 50})).isFalse();
    assertThat(passes(new float[] {50, 50, 50, 50, 50, 50, 50, 50}, SOMEWHERE)).isFalse();
  }

  @Test
  void manyMatchesAreLeftToACloserLook() {
    assertThat(passes(new float[80], new float[80])).isFalse();
    assertThat(passes(new float[82], new float[82])).isTrue();
  }
}
