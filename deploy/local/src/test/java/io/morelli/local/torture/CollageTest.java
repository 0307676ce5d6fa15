package io.morelli.local.torture;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollageTest {

  /** Of these, the first two colours were drawn too much alike. */
  @ParameterizedTest
  @ValueSource(
      longs = {2063, 9676, 23729, 34695, 53736, 55969, 69410, 79813, 80480, 88836, 96708, 97943})
  void isNeverRefusedAsTooSimple(long number) {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    assertThatCode(() -> decoder.decode(Collage.picture(number))).doesNotThrowAnyException();
    assertThatCode(() -> decoder.decode(Collage.copy(number))).doesNotThrowAnyException();
  }
}
