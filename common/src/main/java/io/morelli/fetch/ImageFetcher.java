package io.morelli.fetch;

import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/**
 * Fetches the picture that a {@code text/uri-list} value (RFC 2483, section 5) names, within a
 * {@link FetchPolicy}. Thread-safe; to be closed when no longer used.
 */
public final class ImageFetcher implements AutoCloseable {

  private final FileFetcher files;
  private final HttpFetcher http;

  public ImageFetcher(FetchPolicy policy) {
    files = new FileFetcher(policy);
    http = new HttpFetcher(policy);
  }

  /**
   * @param uriList exactly one absolute URI; lines that are blank or begin with # do not count
   * @throws RejectedException INVALID_RECORD if that is not one URI, FETCH_REFUSED if the policy
   *     does not allow it or what it redirects to, TOO_LARGE above the size limit, FETCH_FAILED if
   *     it cannot be read in time
   * @throws CancellationException if the thread is interrupted, which tells nothing about the URI
   */
  public byte[] fetch(String uriList) throws RejectedException {
    URI uri = parse(uriList);
    try {
      return fetch(uri);
    } catch (RejectedException e) {
      if (e.code() == ErrorCode.FETCH_FAILED && Thread.currentThread().isInterrupted()) {
        CancellationException cancelled = new CancellationException("interrupted: " + uri);
        cancelled.initCause(e);
        throw cancelled;
      }
      throw e;
    }
  }

  private byte[] fetch(URI uri) throws RejectedException {
    if (uri.getScheme() == null) {
      throw new RejectedException(ErrorCode.INVALID_RECORD, "a URI without scheme: " + uri);
    }
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "file" -> files.fetch(uri);
      case "http", "https" -> http.fetch(uri);
      default ->
          throw new RejectedException(
              ErrorCode.FETCH_REFUSED,
              "scheme %s is not allowed: %s".formatted(uri.getScheme(), uri));
    };
  }

  private static URI parse(String uriList) throws RejectedException {
    List<String> uris =
        uriList
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    if (uris.size() != 1) {
      throw new RejectedException(
          ErrorCode.INVALID_RECORD, "exactly one URI is needed, not %d".formatted(uris.size()));
    }
    try {
      return new URI(uris.get(0));
    } catch (URISyntaxException e) {
      throw new RejectedException(ErrorCode.INVALID_RECORD, "not a URI: " + e.getMessage(), e);
    }
  }

  /** Ends open connections. */
  @Override
  public void close() {
    http.close();
  }
}
