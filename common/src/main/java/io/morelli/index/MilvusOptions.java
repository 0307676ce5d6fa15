package io.morelli.index;

import io.milvus.v2.common.ConsistencyLevel;
import io.morelli.embedding.ModelInfo;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a Milvus server is and how it is asked.
 *
 * @param endpoint {@code http://host:port}, or {@code https:} for TLS
 * @param database that holds the collections
 * @param alias of the serving collection
 * @param collection to use whatever the alias names; empty for the one that the alias names
 * @param partitionKey name of the metadata by which a new collection is partitioned; empty for none
 * @param vectorIndex of a new collection, and how it is searched
 * @param consistency of searches
 * @param deadline of one call to the server
 * @param tries how often a call is made before the index counts as unavailable
 * @param batch rows in one call
 * @param access to the server
 */
public record MilvusOptions(
    String endpoint,
    String database,
    String alias,
    String collection,
    String partitionKey,
    MilvusVectorIndex vectorIndex,
    ConsistencyLevel consistency,
    Duration deadline,
    int tries,
    int batch,
    Access access) {

  /** Rows are at most some 300 kB, and Milvus takes 64 MB in one call. */
  static final int MAX_BATCH = 200;

  private static final int DEFAULT_PORT = 19530;
  private static final String BUILD_PREFIX = "index.";
  private static final String SEARCH_PREFIX = "search.";

  /**
   * What the server wants to see; nothing of it is ever printed.
   *
   * @param tokenFile file that holds {@code user:password} or an API key; empty for none
   * @param tokenVariable environment variable that holds it; empty for none
   * @param certificates file with the certificates of the authorities that the server's is checked
   *     against; empty for those of the operating system
   */
  public record Access(String tokenFile, String tokenVariable, String certificates) {

    public Access {
      if (!tokenFile.isEmpty() && !tokenVariable.isEmpty()) {
        throw new IllegalArgumentException("either token-file or token-env, not both");
      }
    }

    /**
     * Reads the token.
     *
     * @return empty for none
     * @throws IllegalArgumentException if it is not where it should be
     */
    String token() {
      if (!tokenFile.isEmpty()) {
        try {
          return Files.readString(Path.of(tokenFile)).strip();
        } catch (IOException e) {
          throw new IllegalArgumentException("cannot read the token file " + tokenFile, e);
        }
      }
      if (!tokenVariable.isEmpty()) {
        String token = System.getenv(tokenVariable);
        if (token == null) {
          throw new IllegalArgumentException(
              "the environment variable %s, which should hold the token, is not set"
                  .formatted(tokenVariable));
        }
        return token;
      }
      return "";
    }
  }

  public MilvusOptions {
    if (tries < 1) {
      throw new IllegalArgumentException("tries must be at least 1: " + tries);
    }
    if (batch < 1 || batch > MAX_BATCH) {
      throw new IllegalArgumentException("batch must be 1 to %d: %d".formatted(MAX_BATCH, batch));
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("the deadline must be positive: " + deadline);
    }
  }

  /**
   * Reads {@code milvus://host[:port]/[database][?option=value&...]}. The options:
   *
   * <ul>
   *   <li>{@code alias} (default {@code morelli}) and {@code collection} (default: the one that the
   *       alias names);
   *   <li>{@code index}, type of a new collection's index (default {@code HNSW}), {@code index.X}
   *       and {@code search.X}, its parameters by Milvus's names, such as {@code index.M};
   *   <li>{@code partition-key}, name of the metadata by which a new collection is partitioned;
   *   <li>{@code consistency} ({@code strong}, {@code session}, {@code bounded}, which is the
   *       default, or {@code eventually});
   *   <li>{@code deadline} (ISO 8601, default {@code PT5S}), {@code tries} (default 3), {@code
   *       batch} (default and at most 200);
   *   <li>{@code tls} ({@code true} or {@code false}, which is the default), {@code tls-ca}, {@code
   *       token-file}, {@code token-env}.
   * </ul>
   *
   * @throws IllegalArgumentException if the URI is not of that form
   */
  public static MilvusOptions of(URI uri) {
    if (!"milvus".equals(uri.getScheme()) || uri.getHost() == null) {
      // Without the URI itself, which may hold a password.
      throw new IllegalArgumentException("not of the form milvus://host:port/database");
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "a Milvus URI holds no password, as everybody could read it: name the file or the"
              + " environment variable that holds it by ?token-file= or ?token-env=");
    }
    Map<String, String> options = options(uri.getRawQuery());
    String tls = take(options, "tls", "false");
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    String path = uri.getPath().startsWith("/") ? uri.getPath().substring(1) : uri.getPath();
    MilvusOptions read =
        new MilvusOptions(
            "%s://%s:%d".formatted(scheme(tls), uri.getHost(), port),
            path.isEmpty() ? "default" : path,
            take(options, "alias", "morelli"),
            take(options, "collection", ""),
            take(options, "partition-key", ""),
            MilvusVectorIndex.of(
                take(options, "index", "HNSW"),
                takeAll(options, BUILD_PREFIX),
                takeAll(options, SEARCH_PREFIX)),
            consistency(take(options, "consistency", "bounded")),
            duration(take(options, "deadline", "PT5S")),
            number("tries", take(options, "tries", "3")),
            number("batch", take(options, "batch", Integer.toString(MAX_BATCH))),
            new Access(
                take(options, "token-file", ""),
                take(options, "token-env", ""),
                take(options, "tls-ca", "")));
    if (!options.isEmpty()) {
      throw new IllegalArgumentException("unknown options of a Milvus URI: " + options.keySet());
    }
    return read;
  }

  /** The same URI, but with this collection. */
  static URI withCollection(URI uri, String collection) {
    String others =
        uri.getRawQuery() == null
            ? ""
            : Arrays.stream(uri.getRawQuery().split("&"))
                .filter(option -> !option.startsWith("collection="))
                .map(option -> option + "&")
                .collect(Collectors.joining());
    String place = uri.toString().split("[?]", 2)[0];
    return URI.create(
        "%s?%scollection=%s"
            .formatted(place, others, URLEncoder.encode(collection, StandardCharsets.UTF_8)));
  }

  /** Of the collection of a model, where none is named. */
  String usualName(ModelInfo model) {
    return "%s_%s".formatted(alias, model.version().substring(0, 12));
  }

  /** For people. */
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

  private static int number(String option, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s is a number, not %s".formatted(option, text), e);
    }
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

  /** Those whose names begin so, without that beginning. */
  private static Map<String, String> takeAll(Map<String, String> options, String prefix) {
    Map<String, String> taken = new TreeMap<>();
    options.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            taken.put(name.substring(prefix.length()), value);
          }
        });
    taken.keySet().forEach(name -> options.remove(prefix + name));
    return taken;
  }
}
