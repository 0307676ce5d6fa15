package io.morelli.query;

import io.morelli.image.Region;
import io.morelli.message.ErrorCode;
import io.morelli.message.Explain;
import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import io.morelli.message.KafkaRecord;
import io.morelli.message.RejectedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Reads the headers of a search request. */
final class RequestParser {

  private static final Set<String> OURS =
      Set.of(
          HeaderNames.CONTENT_TYPE,
          HeaderNames.TOP_N,
          HeaderNames.CROP,
          HeaderNames.EXPLAIN,
          HeaderNames.CORRELATION_ID,
          HeaderNames.REPLY_TOPIC,
          HeaderNames.REPLY_PARTITION);

  /**
   * Names and values of the headers that an answer returns, correlation id included. An answer has
   * room for so many beside its JSON ({@link Explainer#MAX_ANSWER_BYTES}).
   */
  private static final int MAX_ECHO_BYTES = 32_000;

  /** Conditions of a request; an index has limits of its own for the length of an expression. */
  private static final int MAX_FILTERS = 64;

  /** Names and values of the conditions, UTF-8. */
  private static final int MAX_FILTER_BYTES = 8_192;

  private final QuerySettings settings;

  RequestParser(QuerySettings settings) {
    this.settings = settings;
  }

  /**
   * Where the answer goes; to the default topic if the request names one that is not allowed, and
   * without headers if there are too many. Never fails, since also an error needs a place to go to.
   */
  ReplyTo replyTo(KafkaRecord record) {
    List<Header> echo = echo(record);
    byte[] correlation = correlation(record);
    if (bytes(correlation, echo) > MAX_ECHO_BYTES) {
      echo = List.of();
      correlation = length(correlation) > MAX_ECHO_BYTES ? null : correlation;
    }
    Optional<String> named = record.textHeader(HeaderNames.REPLY_TOPIC).filter(this::isAllowed);
    Integer partition =
        named
            .flatMap(topic -> record.header(HeaderNames.REPLY_PARTITION))
            .filter(bytes -> bytes.length == Integer.BYTES)
            .map(bytes -> ByteBuffer.wrap(bytes).getInt())
            .filter(number -> number >= 0)
            .orElse(null);
    return new ReplyTo(
        named.orElse(settings.responses()), partition, correlation, readable(correlation), echo);
  }

  private static byte[] correlation(KafkaRecord record) {
    return record.header(HeaderNames.CORRELATION_ID).orElse(record.key());
  }

  private static List<Header> echo(KafkaRecord record) {
    return record.headers().stream()
        .filter(header -> !OURS.contains(header.name()))
        .filter(header -> !header.name().startsWith(HeaderNames.FILTER_PREFIX))
        .toList();
  }

  private static int bytes(byte[] correlation, List<Header> echo) {
    int bytes = length(correlation);
    for (Header header : echo) {
      bytes += header.name().getBytes(StandardCharsets.UTF_8).length + length(header.value());
    }
    return bytes;
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private boolean isAllowed(String topic) {
    return topic.equals(settings.responses()) || settings.replyTopics().contains(topic);
  }

  /** Refuses what cannot be answered as the request wants it. */
  void check(KafkaRecord record) throws RejectedException {
    int echoBytes = bytes(correlation(record), echo(record));
    if (echoBytes > MAX_ECHO_BYTES) {
      throw invalid("the headers to return have %d bytes, more than %d", echoBytes, MAX_ECHO_BYTES);
    }
    Optional<String> named = record.textHeader(HeaderNames.REPLY_TOPIC);
    if (named.isPresent() && !isAllowed(named.get())) {
      throw invalid("the reply topic '%s' is not on the allow-list", named.get());
    }
  }

  SearchOptions options(KafkaRecord record) throws RejectedException {
    return new SearchOptions(topN(record), filter(record), crop(record), explain(record));
  }

  private int topN(KafkaRecord record) throws RejectedException {
    Optional<String> text = record.textHeader(HeaderNames.TOP_N);
    if (text.isEmpty()) {
      return settings.topN();
    }
    try {
      int topN = Integer.parseInt(text.get());
      if (topN >= 1 && topN <= settings.maxTopN()) {
        return topN;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of range is.
    }
    throw invalid("top-n is '%s', not from 1 to %d", text.get(), settings.maxTopN());
  }

  private static Map<String, String> filter(KafkaRecord record) throws RejectedException {
    Map<String, String> filter = new TreeMap<>();
    int bytes = 0;
    for (Header header : record.headers()) {
      if (header.name().startsWith(HeaderNames.FILTER_PREFIX) && header.value() != null) {
        filter.put(
            header.name().substring(HeaderNames.FILTER_PREFIX.length()),
            new String(header.value(), StandardCharsets.UTF_8));
        bytes += header.name().getBytes(StandardCharsets.UTF_8).length + header.value().length;
      }
    }
    if (filter.size() > MAX_FILTERS) {
      throw invalid("the request has %d filters, more than %d", filter.size(), MAX_FILTERS);
    }
    if (bytes > MAX_FILTER_BYTES) {
      throw invalid("the filters have %d bytes, more than %d", bytes, MAX_FILTER_BYTES);
    }
    return filter;
  }

  private static Region crop(KafkaRecord record) throws RejectedException {
    Optional<String> text = record.textHeader(HeaderNames.CROP);
    if (text.isEmpty()) {
      return null;
    }
    try {
      String[] numbers = text.get().split(",", -1);
      if (numbers.length == 4) {
        return new Region(
            Double.parseDouble(numbers[0]),
            Double.parseDouble(numbers[1]),
            Double.parseDouble(numbers[2]),
            Double.parseDouble(numbers[3]));
      }
    } catch (IllegalArgumentException e) {
      // Refused below: no number, NaN, or outside the picture.
    }
    throw invalid(
        "crop is '%s', not x,y,width,height within the picture in fractions from 0 to 1",
        text.get());
  }

  private static Set<Explain> explain(KafkaRecord record) throws RejectedException {
    Optional<String> text = record.textHeader(HeaderNames.EXPLAIN);
    return text.isEmpty() ? Set.of() : Explain.parse(text.get());
  }

  private static RejectedException invalid(String format, Object... values) {
    return new RejectedException(ErrorCode.INVALID_REQUEST, format.formatted(values));
  }

  private static String readable(byte[] correlation) {
    if (correlation == null) {
      return "";
    }
    String text = new String(correlation, StandardCharsets.UTF_8);
    // The replacement character marks bytes that are no text.
    if (text.chars().allMatch(c -> c >= ' ' && c != '\uFFFD' && !Character.isISOControl(c))) {
      return text;
    }
    if (correlation.length == 2 * Long.BYTES) {
      ByteBuffer bytes = ByteBuffer.wrap(correlation);
      return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }
    return HexFormat.of().formatHex(correlation);
  }
}
