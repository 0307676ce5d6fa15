package io.morelli.local.client;

import io.morelli.image.Region;
import io.morelli.message.Explain;
import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What to search for and how.
 *
 * @param value an encoded picture, a URI or an image id
 * @param contentType says which of them it is; null for a picture
 * @param options how to search
 */
public record SearchQuery(byte[] value, String contentType, Options options) {

  /**
   * How to search.
   *
   * @param topN how many candidates are verified, at least 1; empty for the system's default
   * @param filter metadata that an answer must have; empty for no restriction
   * @param crop the part of the picture to search with
   * @param explain what the answer explains
   */
  public record Options(
      OptionalInt topN, Map<String, String> filter, Region crop, Set<Explain> explain) {

    public static final Options DEFAULT =
        new Options(OptionalInt.empty(), Map.of(), Region.WHOLE, Set.of());

    public Options {
      if (topN.isPresent() && topN.getAsInt() < 1) {
        throw new IllegalArgumentException("top-n must be at least 1: " + topN.getAsInt());
      }
      filter = Map.copyOf(filter);
      Objects.requireNonNull(crop, "crop");
      explain = Set.copyOf(explain);
    }
  }

  public SearchQuery {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(options, "options");
  }

  public static SearchQuery picture(byte[] encoded, Options options) {
    return new SearchQuery(encoded, null, options);
  }

  /** Asks for what resembles an indexed image; it finds itself, too. */
  public static SearchQuery imageId(String id, Options options) {
    return new SearchQuery(id.getBytes(StandardCharsets.UTF_8), HeaderNames.IMAGE_ID, options);
  }

  /** The headers of the request, without those that identify it. */
  List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    if (contentType != null) {
      headers.add(Header.of(HeaderNames.CONTENT_TYPE, contentType));
    }
    options.topN.ifPresent(n -> headers.add(Header.of(HeaderNames.TOP_N, Integer.toString(n))));
    options.filter.forEach(
        (name, wanted) -> headers.add(Header.of(HeaderNames.FILTER_PREFIX + name, wanted)));
    if (!options.crop.equals(Region.WHOLE)) {
      Region crop = options.crop;
      headers.add(
          Header.of(
              HeaderNames.CROP,
              "%s,%s,%s,%s".formatted(crop.x(), crop.y(), crop.width(), crop.height())));
    }
    if (!options.explain.isEmpty()) {
      headers.add(Header.of(HeaderNames.EXPLAIN, Explain.format(options.explain)));
    }
    return headers;
  }
}
