package io.morelli.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Text in records, which may be anything. */
public final class Utf8 {

  private Utf8() {}

  /**
   * @param what the bytes are, for the message
   * @param code of a record in which they are no text
   */
  public static String read(byte[] bytes, String what, ErrorCode code) throws RejectedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new RejectedException(
          code, "the %s is not UTF-8: %s".formatted(what, HexFormat.of().formatHex(bytes)), e);
    }
  }
}
