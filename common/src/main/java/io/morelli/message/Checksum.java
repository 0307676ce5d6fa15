package io.morelli.message;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether two pictures are the same file: the index keeps it of what it was made from. */
public final class Checksum {

  private Checksum() {}

  /**
   * SHA-256 of all parts, as if they were one.
   *
   * @return 64 lower-case hexadecimal digits
   */
  public static String of(byte[]... parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        sha256.update(part);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
