package io.morelli.fetch;

import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Reads files below the folder of the policy. */
final class FileFetcher {

  private final FetchPolicy policy;

  FileFetcher(FetchPolicy policy) {
    this.policy = policy;
  }

  byte[] fetch(URI uri) throws RejectedException {
    if (policy.fileRoot() == null) {
      throw new RejectedException(
          ErrorCode.FETCH_REFUSED, "no folder is configured for file URIs: " + uri);
    }
    Path root = Path.of(policy.fileRoot()).toAbsolutePath().normalize();
    Path requested = path(uri);
    // First by name alone, so that the answer does not tell which files exist elsewhere.
    if (!requested.startsWith(root)) {
      throw outside(uri);
    }
    try {
      Path file = requested.toRealPath();
      if (!file.startsWith(root.toRealPath())) {
        throw outside(uri);
      }
      // Neither a folder nor a pipe, which would block.
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new RejectedException(ErrorCode.FETCH_FAILED, "not a regular file: " + uri);
      }
      try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        return Limited.read(content, policy.maxBytes(), uri);
      }
    } catch (IOException e) {
      throw new RejectedException(
          ErrorCode.FETCH_FAILED, "cannot read %s: %s".formatted(uri, e), e);
    }
  }

  private static Path path(URI uri) throws RejectedException {
    try {
      return Path.of(uri).normalize();
    } catch (IllegalArgumentException e) {
      throw new RejectedException(
          ErrorCode.FETCH_REFUSED,
          "not of the form file:///path: %s (%s)".formatted(uri, e.getMessage()),
          e);
    }
  }

  private static RejectedException outside(URI uri) {
    return new RejectedException(
        ErrorCode.FETCH_REFUSED, "not below the folder that is configured for file URIs: " + uri);
  }
}
