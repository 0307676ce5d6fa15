package io.morelli.fetch;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which URIs a picture may be fetched from, and what that may cost. A scheme is allowed by what
 * belongs to it: {@code file} by a folder, {@code http} and {@code https} by a host.
 *
 * @param fileRoot files below this folder may be read; null: none. A string, since a Path cannot
 *     travel to task managers
 * @param hosts names or literal addresses, compared without regard to case, on any port
 * @param privateAddresses whether an allowed host may resolve to an address that is not public
 *     (loopback, private, link-local and so on)
 * @param timeout of the whole fetch with its redirects, from connecting to the last byte; a lookup
 *     of the host's name cannot be cut short
 * @param maxBytes size of what is fetched
 * @param maxRedirects how many redirects are followed, 0 or more
 */
public record FetchPolicy(
    String fileRoot,
    Set<String> hosts,
    boolean privateAddresses,
    Duration timeout,
    int maxBytes,
    int maxRedirects)
    implements Serializable {

  /** Allows nothing. */
  public static final FetchPolicy NONE =
      new FetchPolicy(null, Set.of(), false, Duration.ofSeconds(10), 32 << 20, 3);

  public FetchPolicy {
    hosts =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: " + timeout);
    }
    // One more than the limit is read to notice that it is passed.
    if (maxBytes < 1 || maxBytes == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "maxBytes must lie between 1 and %d: %d".formatted(Integer.MAX_VALUE - 1, maxBytes));
    }
    if (maxRedirects < 0) {
      throw new IllegalArgumentException("maxRedirects must not be negative: " + maxRedirects);
    }
  }
}
