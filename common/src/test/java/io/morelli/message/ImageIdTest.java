package io.morelli.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ImageIdTest {

  @Test
  void keepsEveryCharacter() throws RejectedException {
    byte[] bytes = " Mädchen mit Perle\n".getBytes(StandardCharsets.UTF_8);

    assertThat(ImageId.read(bytes, ErrorCode.INVALID_REQUEST)).isEqualTo(" Mädchen mit Perle\n");
  }

  @Test
  void refusesWhatIsNoId() {
    assertRefused(null, "missing");
    assertRefused(new byte[0], "missing");
    assertRefused(new byte[257], "257 bytes, more than 256");
    assertRefused(new byte[] {'a', (byte) 0xff}, "not UTF-8: 61ff");
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> ImageId.read(bytes, ErrorCode.INVALID_RECORD))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RECORD))
        .hasMessageContaining(message);
  }
}
