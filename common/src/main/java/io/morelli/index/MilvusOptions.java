package io.morelli.index;

import io.milvus.v2.common.ConsistencyLevel;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where a Milvus server is and how it is asked.
 *
 * @param endpoint {@code http://host:port}, or {@code https:} for TLS
 * @param database that holds the collections
 * @param token {@code user:password} or an API key; empty for none
 * @param alias of the collection that is live
 * @param consistency of searches
 * @param deadline of one call to the server
 */
public record MilvusOptions(
    String endpoint,
    String database,
    String token,
    String alias,
    ConsistencyLevel consistency,
    Duration deadline) {

  private static final int DEFAULT_PORT = 19530;

  /**
   * Reads {@code milvus://[user:password@]host[:port]/[database][?option=value&...]} with the
   * options {@code alias} (default {@code morelli}), {@code consistency} ({@code strong}, {@code
   * session}, {@code bounded}, which is the default, or {@code eventually}), {@code deadline} (ISO
   * 8601, default {@code PT5S}) and {@code tls} ({@code true} or {@code false}, which is the
   * default).
   *
   * @throws IllegalArgumentException if the URI is not of that form
   */
  public static MilvusOptions of(URI uri) {
    if (!"milvus".equals(uri.getScheme()) || uri.getHost() == null) {
      // Without the URI itself, which may hold a password.
      throw new IllegalArgumentException("not of the form milvus://host:port/database");
    }
    Map<String, String> options = options(uri.getRawQuery());
    String alias = take(options, "alias", "morelli");
    String consistency = take(options, "consistency", "bounded");
    String deadline = take(options, "deadline", "PT5S");
    String tls = take(options, "tls", "false");
    if (!options.isEmpty()) {
      throw new IllegalArgumentException("unknown options of a Milvus URI: " + options.keySet());
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    String path = uri.getPath().startsWith("/") ? uri.getPath().substring(1) : uri.getPath();
    return new MilvusOptions(
        "%s://%s:%d".formatted(scheme(tls), uri.getHost(), port),
        path.isEmpty() ? "default" : path,
        uri.getUserInfo() == null ? "" : uri.getUserInfo(),
        alias,
        consistency(consistency),
        duration(deadline));
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "%s, database %s".formatted(endpoint, database);
  }

  private static String scheme(String tls) {
    return switch (tls) {
      case "true" -> "https";
      case "false" -> "http";
      default -> throw new IllegalArgumentException("tls is true or false, not " + tls);
    };
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a duration such as PT5S: " + text, e);
    }
  }

  private static ConsistencyLevel consistency(String name) {
    return Arrays.stream(ConsistencyLevel.values())
        .filter(level -> level.getName().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown consistency level: " + name));
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new HashMap<>();
    if (query != null) {
      for (String option : query.split("&")) {
        String[] parts = option.split("=", 2);
        if (parts.length < 2) {
          throw new IllegalArgumentException("not of the form option=value: " + option);
        }
        options.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return options;
  }

  private static String take(Map<String, String> options, String name, String defaultValue) {
    String value = options.remove(name);
    return value == null ? defaultValue : value;
  }
}
