package io.morelli.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChecksumTest {

  /** The example of FIPS 180. */
  @Test
  void isTheSha256OfAllParts() {
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(Checksum.of(bytes("abc"))).isEqualTo(expected);
    assertThat(Checksum.of(bytes("a"), bytes(""), bytes("bc"))).isEqualTo(expected);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
