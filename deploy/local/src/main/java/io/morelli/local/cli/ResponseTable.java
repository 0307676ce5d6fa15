package io.morelli.local.cli;

import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import java.util.List;
import java.util.Locale;

/** A search response for people. */
final class ResponseTable {

  private ResponseTable() {}

  /**
   * @param name of the question
   */
  static String format(String name, SearchResponse response) {
    StringBuilder text = new StringBuilder();
    text.append(name).append(": ");
    switch (response.status()) {
      case ERROR ->
          text.append(response.error().code()).append(", ").append(response.error().message());
      case NO_MATCH -> text.append("no match among ").append(candidates(response));
      case MATCH ->
          text.append(
                  response.matches().size() == 1
                      ? "1 match"
                      : response.matches().size() + " matches")
              .append(" among ")
              .append(candidates(response));
    }
    text.append(response.partial() ? " (not all were verified in time)\n" : "\n");
    table(text, response.matches());
    if (response.rejected() != null && !response.rejected().isEmpty()) {
      text.append("  turned down:\n");
      table(text, response.rejected());
    }
    return text.toString();
  }

  private static String candidates(SearchResponse response) {
    return response.candidates() == 1 ? "1 candidate" : response.candidates() + " candidates";
  }

  private static void table(StringBuilder text, List<Match> matches) {
    if (matches == null || matches.isEmpty()) {
      return;
    }
    int wide =
        Math.max(2, matches.stream().mapToInt(match -> match.id().length()).max().getAsInt());
    String head = "  %-" + wide + "s  %6s  %6s  %7s  %s%n";
    text.append(head.formatted("id", "cosine", "points", "overlap", "rule"));
    for (Match match : matches) {
      text.append(
          head.formatted(
              match.id(),
              String.format(Locale.ROOT, "%.3f", match.cosine()),
              match.matchingPoints(),
              Math.round(100 * match.overlap()) + " %",
              match.rule() + (match.mirrored() ? ", mirrored" : "")));
    }
  }
}
