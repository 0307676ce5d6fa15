package io.morelli.fetch;

import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** Reading with a limit, whatever length was announced. */
final class Limited {

  private Limited() {}

  static byte[] read(InputStream content, int maxBytes, URI uri)
      throws IOException, RejectedException {
    byte[] bytes = content.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw tooLarge("more than " + maxBytes, maxBytes, uri);
    }
    return bytes;
  }

  static RejectedException tooLarge(String size, int maxBytes, URI uri) {
    return new RejectedException(
        ErrorCode.TOO_LARGE, "%s bytes, the limit is %d: %s".formatted(size, maxBytes, uri));
  }
}
