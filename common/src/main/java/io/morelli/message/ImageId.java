package io.morelli.message;

/** Ids of published pictures, as records hold them. */
public final class ImageId {

  /** In UTF-8. */
  public static final int MAX_BYTES = 256;

  private ImageId() {}

  /**
   * Every byte counts, spaces too: what was published under an id is asked for by the same bytes.
   *
   * @param bytes UTF-8; null counts as none
   * @param code of what is wrong with the record if this is no id
   */
  public static String read(byte[] bytes, ErrorCode code) throws RejectedException {
    if (bytes == null || bytes.length == 0) {
      throw new RejectedException(code, "the image id is missing");
    }
    if (bytes.length > MAX_BYTES) {
      throw new RejectedException(
          code, "the image id has %d bytes, more than %d".formatted(bytes.length, MAX_BYTES));
    }
    return Utf8.read(bytes, "image id", code);
  }
}
