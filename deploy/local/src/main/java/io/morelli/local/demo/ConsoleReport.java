package io.morelli.local.demo;

import static io.morelli.local.demo.Demo.decimal;

import io.morelli.message.SearchResponse.Match;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Help.Ansi;

/** A demo's answers and figures on a terminal, in colour if it has any. */
final class ConsoleReport {

  private static final int WIDEST_QUESTION = 44;
  private static final int WIDEST_ID = 24;

  private final PrintStream out;

  ConsoleReport(PrintStream out) {
    this.out = out;
  }

  /** A line for every answer. */
  void table(List<Answer> answers) {
    int asked = width(answers, answer -> answer.question().about(), 5, WIDEST_QUESTION);
    int expected = width(answers, ConsoleReport::expected, 8, WIDEST_ID);
    int answered = width(answers, Answer::text, 8, WIDEST_ID);
    String row =
        "%%s  %%-%ds  %%-%ds  %%-%ds  %%6s  %%6s  %%6s%%n".formatted(asked, expected, answered);
    out.println();
    out.print(
        bold(row.formatted("      ", "asked", "expected", "answered", "cosine", "points", "ms")));
    for (Answer answer : answers) {
      out.printf(
          row,
          verdict(answer),
          cut(answer.question().about(), asked),
          cut(expected(answer), expected),
          cut(answer.text(), answered),
          answer.match().map(match -> decimal(match.cosine(), 3)).orElse(""),
          answer.match().map(Match::matchingPoints).map(String::valueOf).orElse(""),
          milliseconds(answer.milliseconds()));
    }
  }

  /**
   * The figures, and what went wrong.
   *
   * @param page where the pictures can be seen
   */
  void summary(Figures figures, List<Answer> answers, Path page) {
    out.println();
    line("pictures", "%,d in the index".formatted(figures.pictures()));
    if (!Double.isNaN(figures.picturesPerSecond())) {
      line("ingest", decimal(figures.picturesPerSecond(), 1) + " pictures/s");
    }
    line(
        "queries",
        "%,d, p50 %s ms, p99 %s ms"
            .formatted(
                figures.questions(), milliseconds(figures.p50()), milliseconds(figures.p99())));
    line(
        "recall",
        "%s (%,d of %,d that are there were found)"
            .formatted(percent(figures.recall()), figures.found(), figures.expected()));
    line(
        "precision",
        "%s (%,d of %,d answers with matches have the right one)"
            .formatted(percent(figures.precision()), figures.found(), figures.matched()));
    List<Answer> bad = answers.stream().filter(answer -> !answer.verdict().right()).toList();
    line("not as expected", bad.isEmpty() ? "none" : Integer.toString(bad.size()));
    for (Answer answer : bad) {
      out.printf(
          "  %s  %s: expected %s, answered %s%n",
          verdict(answer), answer.question().about(), expected(answer), answer.text());
    }
    line("page", page.toAbsolutePath().normalize().toUri().toString());
  }

  private void line(String name, String value) {
    out.println(bold("%-17s".formatted(name)) + value);
  }

  private static String expected(Answer answer) {
    return answer.question().expected().orElse("no match");
  }

  /** Six columns wide. */
  private static String verdict(Answer answer) {
    String colour = answer.verdict().right() ? "green" : "red,bold";
    return Ansi.AUTO.string("@|%s %-6s|@".formatted(colour, answer.verdict()));
  }

  private static String bold(String text) {
    return Ansi.AUTO.string("@|bold " + text + "|@");
  }

  static String percent(double share) {
    return Double.isNaN(share) ? "-" : decimal(100 * share, 2) + " %";
  }

  static String milliseconds(double value) {
    return Double.isNaN(value) ? "-" : "%,.0f".formatted(value);
  }

  private static int width(
      List<Answer> answers, Function<Answer, String> text, int least, int most) {
    int widest = answers.stream().map(text).mapToInt(String::length).max().orElse(0);
    return Math.max(least, Math.min(most, widest));
  }

  /** Without its middle if it is too long: names begin alike, and a question ends telling. */
  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int head = length / 2;
    return text.substring(0, head) + "…" + text.substring(text.length() - (length - head - 1));
  }
}
