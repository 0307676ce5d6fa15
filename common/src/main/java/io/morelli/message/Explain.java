package io.morelli.message;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a search request may want explained; the values of its {@code explain} header. */
public enum Explain {
  /** The candidates that were turned down, and why. */
  REJECTED,
  /** For each match, the pairs of key points that agree, and where the query lies in it. */
  MATCHES,
  /** What {@link #MATCHES} gives, and a drawing of the first matches. */
  PICTURE;

  /**
   * Reads the header: {@code rejected}, {@code matches} and {@code picture} separated by commas;
   * {@code true} is another word for {@code rejected}, and {@code false} alone asks for nothing.
   *
   * @throws RejectedException if it holds anything else
   */
  public static Set<Explain> parse(String header) throws RejectedException {
    Set<Explain> wanted = EnumSet.noneOf(Explain.class);
    if (header.equals("false")) {
      return wanted;
    }
    for (String value : header.split(",", -1)) {
      wanted.add(parseOne(value.strip()));
    }
    if (wanted.contains(PICTURE)) {
      wanted.add(MATCHES);
    }
    return wanted;
  }

  private static Explain parseOne(String value) throws RejectedException {
    if (value.equals("true")) {
      return REJECTED;
    }
    return Arrays.stream(values())
        .filter(known -> known.word().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new RejectedException(
                    ErrorCode.INVALID_REQUEST,
                    "explain has the value '%s', not true, false, rejected, matches or picture"
                        .formatted(value)));
  }

  /** The header that {@link #parse} reads; not for the empty set, which needs no header. */
  public static String format(Collection<Explain> wanted) {
    return wanted.stream().sorted().map(Explain::word).collect(Collectors.joining(","));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
