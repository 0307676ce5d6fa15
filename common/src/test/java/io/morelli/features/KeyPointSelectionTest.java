package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyPointSelectionTest {

  private static final int SIDE = 640;

  private final Random random = new Random(1);
  private float[] x;
  private float[] y;
  private float[] response;
  private int[] octave;

  private int[] choose(int width, int height, int first, int count) {
    FoundPoints found = new FoundPoints(width, height, x, y, response, octave);
    return KeyPointSelection.choose(found, first, count);
  }

  private void points(int count) {
    x = new float[count];
    y = new float[count];
    response = new float[count];
    octave = new int[count];
  }

  /** Nine tenths of the points, and the strongest, lie in the left half. */
  private void crowdOnTheLeft(int count) {
    points(count);
    for (int i = 0; i < count; i++) {
      boolean left = i % 10 != 0;
      x[i] = (left ? 0 : SIDE / 2) + random.nextFloat() * SIDE / 2;
      y[i] = random.nextFloat() * SIDE;
      response[i] = (left ? 1 : 0) + random.nextFloat();
    }
  }

  @Test
  void aQuietCornerKeepsItsPoints() {
    crowdOnTheLeft(2_000);
    int[] chosen = choose(SIDE, SIDE, 500, 500);
    assertThat(chosen).hasSize(500).doesNotHaveDuplicates();
    // By strength alone there would be none; a sixth fills the emptiest cells first.
    assertThat(Arrays.stream(chosen).filter(i -> x[i] > SIDE / 2f).count()).isBetween(60L, 84L);
    int[] strongest =
        IntStream.range(0, response.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -response[i]))
            .limit(416)
            .mapToInt(i -> i)
            .toArray();
    assertThat(chosen).contains(strongest);
    assertThat(Arrays.copyOf(chosen, strongest.length)).containsExactly(strongest);
  }

  @Test
  void moreContinueTheFirstAndFillTheGaps() {
    crowdOnTheLeft(3_000);
    int[] first = choose(SIDE, SIDE, 500, 500);
    int[] more = choose(SIDE, SIDE, 500, 900);
    assertThat(more).hasSize(900).doesNotHaveDuplicates().startsWith(first);
    // All that there are on the right.
    assertThat(Arrays.stream(more).filter(i -> x[i] > SIDE / 2f).count()).isEqualTo(300);
    assertThat(choose(SIDE, SIDE, 500, 5_000))
        .hasSize(response.length)
        .doesNotHaveDuplicates()
        .startsWith(more);
  }

  @Test
  void beyondTheFirstLargeOnesAreTakenToo() {
    points(3_000);
    for (int i = 0; i < 3_000; i++) {
      x[i] = random.nextFloat() * SIDE;
      y[i] = random.nextFloat() * SIDE;
      boolean large = i % 10 == 0;
      octave[i] = (large ? 4 : 0) + random.nextInt(4);
      response[i] = (large ? 0 : 1) + random.nextFloat();
    }
    assertThat(Arrays.stream(choose(SIDE, SIDE, 500, 500)).filter(i -> octave[i] >= 4)).isEmpty();
    int[] more = choose(SIDE, SIDE, 500, 800);
    // As large ones are behind everywhere, none but them is taken until there are no more.
    assertThat(Arrays.stream(more).filter(i -> octave[i] >= 4).count()).isBetween(280L, 300L);
  }

  @Test
  void ofOneCellTheStrongestStay() {
    points(4);
    x = new float[] {1, 2, 3, 4};
    y = new float[] {1, 2, 3, 4};
    response = new float[] {0.1f, 0.9f, 0.5f, 0.7f};
    assertThat(choose(SIDE, SIDE, 2, 2)).containsExactly(1, 3);
  }

  @Test
  void fewerThanAskedForAllStay() {
    points(2);
    x[1] = SIDE;
    y[1] = SIDE;
    response[1] = 1;
    assertThat(choose(SIDE, SIDE, 1_000, 1_500)).containsExactly(1, 0);
    points(0);
    assertThat(choose(SIDE, SIDE, 10, 10)).isEmpty();
  }

  @Test
  void aVeryLongPictureHasCellsAlongItsLength() {
    points(100);
    for (int i = 0; i < 100; i++) {
      x[i] = i < 90 ? i / 20f : SIDE - i / 50f;
      response[i] = 100 - i;
    }
    int[] chosen = choose(SIDE, 4, 20, 20);
    assertThat(Arrays.stream(chosen).filter(i -> i >= 90)).hasSize(4);
  }
}
