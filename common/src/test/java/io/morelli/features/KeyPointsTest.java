package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyPointsTest {

  private static KeyPoints random(int count) {
    Random random = new Random(count);
    float[] xy = new float[2 * count];
    for (int i = 0; i < count; i++) {
      xy[2 * i] = random.nextFloat() * 640;
      xy[2 * i + 1] = random.nextFloat() * 427;
    }
    return KeyPoints.of(640, 427, xy, random.longs(4L * count).toArray());
  }

  @Test
  void survivesPacking() {
    for (int count : new int[] {0, 1, 1000, KeyPoints.MAX_COUNT}) {
      KeyPoints points = random(count);
      assertThat(KeyPoints.unpack(points.pack())).isEqualTo(points);
    }
  }

  @Test
  void theFirstCanBeCutOut() {
    KeyPoints points = random(5);
    KeyPoints first = KeyPoints.unpack(KeyPoints.packedFirst(points.pack(), 3));
    assertThat(first.count()).isEqualTo(3);
    assertThat(first.height()).isEqualTo(427);
    for (int i = 0; i < 3; i++) {
      assertThat(first.x(i)).isEqualTo(points.x(i));
      assertThat(first.y(i)).isEqualTo(points.y(i));
    }
    assertThat(first.descriptors()).isEqualTo(Arrays.copyOf(points.descriptors(), 12));
    byte[] packed = points.pack();
    assertThat(KeyPoints.packedFirst(packed, 5)).isSameAs(packed);
    assertThat(KeyPoints.packedFirst(packed, 1_200)).isSameAs(packed);
  }

  @Test
  void packedFormFitsIntoAMilvusField() {
    assertThat(random(1000).pack()).hasSize(36_007);
    assertThat(random(KeyPoints.MAX_COUNT).pack().length).isLessThan(65_535);
  }

  @Test
  void keepsPositionsToAHundredthOfAPixel() {
    KeyPoints points =
        KeyPoints.of(640, 427, new float[] {0, 0, 639.97f, 213.33f, 640, 427}, new long[12]);
    float[] kept = {points.x(0), points.y(0), points.x(1), points.y(1), points.x(2), points.y(2)};
    assertThat(kept).containsExactly(new float[] {0, 0, 639.97f, 213.33f, 640, 427}, within(0.01f));
  }

  @Test
  void refusesAnotherVersion() {
    byte[] packed = random(3).pack();
    packed[0] = 9;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyPoints.unpack(packed))
        .withMessageContaining("version 9");
  }

  @Test
  void refusesWrongLengths() {
    byte[] packed = random(3).pack();
    for (int length : new int[] {0, 6, 7, packed.length - 1, packed.length + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyPoints.unpack(Arrays.copyOf(packed, length)))
          .withMessageContaining(String.valueOf(length));
    }
  }

  @Test
  void refusesPositionsOutsideThePicture() {
    for (float bad : new float[] {-0.5f, 640.5f, Float.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyPoints.of(640, 427, new float[] {bad, 5}, new long[4]))
          .withMessageContaining(String.valueOf(bad));
    }
  }

  @Test
  void refusesCountsThatDoNotAgree() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyPoints.of(640, 427, new float[4], new long[4]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyPoints.of(640, 427, new float[3], new long[4]));
    assertThatIllegalArgumentException().isThrownBy(() -> random(KeyPoints.MAX_COUNT + 1));
  }
}
