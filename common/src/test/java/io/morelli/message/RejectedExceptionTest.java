package io.morelli.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RejectedExceptionTest {

  private static final String FACE = "\uD83D\uDE00";

  @Test
  void aMessageIsCutOff() {
    assertThat(message("x".repeat(1_000))).isEqualTo("x".repeat(1_000));
    assertThat(message("x".repeat(5_000))).isEqualTo("x".repeat(1_000) + " ...");
  }

  @Test
  void butNotWithinACharacter() {
    assertThat(message("x".repeat(999) + FACE.repeat(9))).isEqualTo("x".repeat(999) + " ...");
    String even = message(FACE.repeat(5_000));
    assertThat(new String(even.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(even);
  }

  private static String message(String text) {
    return new RejectedException(ErrorCode.INVALID_REQUEST, text).getMessage();
  }
}
