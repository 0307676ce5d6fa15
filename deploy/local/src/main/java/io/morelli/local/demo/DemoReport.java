package io.morelli.local.demo;

import static io.morelli.experiment.Html.escape;
import static io.morelli.local.demo.Demo.decimal;

import io.morelli.decision.Thresholds;
import io.morelli.image.Region;
import io.morelli.local.demo.Answer.Verdict;
import io.morelli.message.SearchResponse.Match;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The page of a demo: figures, and for every question, worst answer first, the picture that was
 * asked beside the one that was found. It needs no other file, no network and no script.
 */
final class DemoReport {

  /** Pages with more pictures are slow to open. */
  private static final int MOST_SHOWN = 300;

  private static final int THUMBNAIL = 360;
  private static final float JPEG_QUALITY = 0.8f;

  private final Figures figures;
  private final List<Answer> answers;
  private final Map<String, Path> files;

  /**
   * @param files of the published pictures by image id
   */
  DemoReport(Figures figures, List<Answer> answers, Map<String, Path> files) {
    this.figures = figures;
    this.answers = answers;
    this.files = files;
  }

  String html() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Morelli: what was asked and what was found</title>
        <style>
        %s</style></head><body>
        <header><h1>Morelli</h1><p>%,d pictures, %,d questions: what was asked and what was found</p></header>
        """
            .formatted(style(), figures.pictures(), figures.questions()));
    figures(page);
    filters(page);
    page.append("<main>\n");
    answers.stream()
        .sorted(Comparator.comparing(Answer::verdict).thenComparing(DemoReport::strength))
        .limit(MOST_SHOWN)
        .forEach(answer -> card(page, answer));
    page.append("</main>\n");
    footer(page);
    page.append("</body></html>\n");
    return page.toString();
  }

  private void figures(StringBuilder page) {
    page.append("<section class=\"figures\">\n");
    figure(
        page,
        "recall",
        ConsoleReport.percent(figures.recall()),
        "%,d of %,d that are there were found".formatted(figures.found(), figures.expected()));
    figure(
        page,
        "precision",
        ConsoleReport.percent(figures.precision()),
        "%,d of %,d answers with matches have the right one"
            .formatted(figures.found(), figures.matched()));
    figure(
        page,
        "query",
        ConsoleReport.milliseconds(figures.p50()) + " ms",
        "median; p99 %s ms".formatted(ConsoleReport.milliseconds(figures.p99())));
    if (!Double.isNaN(figures.picturesPerSecond())) {
      figure(
          page,
          "ingest",
          decimal(figures.picturesPerSecond(), 1) + " /s",
          "pictures published, indexed and findable");
    }
    page.append("</section>\n");
  }

  private static void figure(StringBuilder page, String name, String value, String note) {
    page.append(
        "<div><span>%s</span><b>%s</b><span>%s</span></div>%n"
            .formatted(escape(name), escape(value), escape(note)));
  }

  /** Radio buttons that the style sheet turns into filters. */
  private void filters(StringBuilder page) {
    page.append("<nav>\n");
    page.append(
        "<label><input type=\"radio\" name=\"show\" id=\"all\" checked>all <b>%,d</b></label>%n"
            .formatted(answers.size()));
    for (Verdict verdict : Verdict.values()) {
      long count = answers.stream().filter(answer -> answer.verdict() == verdict).count();
      if (count > 0) {
        page.append(
            "<label class=\"%s\"><input type=\"radio\" name=\"show\" id=\"%s\">%s <b>%,d</b></label>%n"
                .formatted(verdict, verdict, verdict, count));
      }
    }
    page.append("</nav>\n");
  }

  /** The fewer points match, the more interesting is a right answer. */
  private static int strength(Answer answer) {
    return answer.match().map(Match::matchingPoints).orElse(0);
  }

  private void card(StringBuilder page, Answer answer) {
    Optional<Match> match = answer.match();
    page.append(
        "<article class=\"%s\"><h2><em>%s</em> %s</h2>%n<div class=\"pair\">%n"
            .formatted(answer.verdict(), answer.verdict(), escape(answer.question().about())));
    picture(
        page,
        "asked",
        Optional.of(answer.picture()),
        match.flatMap(Outline::answerInQuery),
        match.flatMap(Outline::region));
    picture(
        page,
        answer.text(),
        match.map(Match::id).flatMap(this::published),
        match.flatMap(Outline::queryInAnswer),
        Optional.empty());
    page.append("</div>\n<dl>");
    if (!answer.verdict().right()) {
      entry(page, "expected", answer.question().expected().orElse("no match"));
    }
    match.ifPresent(
        found -> {
          entry(page, "cosine", decimal(found.cosine(), 3));
          entry(page, "points", "%,d of %,d".formatted(found.matchingPoints(), found.rawMatches()));
        });
    entry(page, "time", ConsoleReport.milliseconds(answer.milliseconds()) + " ms");
    match.ifPresent(
        found -> {
          entry(page, "rule", found.rule().toLowerCase(Locale.ROOT).replace('_', ' '));
          if (found.mirrored()) {
            entry(page, "mirrored", "yes");
          }
          if (found.region() != null) {
            entry(page, "region", text(found.region()));
          }
        });
    if (!answer.also().isEmpty()) {
      entry(page, "also", String.join(", ", answer.also()));
    }
    page.append("</dl></article>\n");
  }

  private static String text(Region region) {
    return "%.0f × %.0f %% at %.0f, %.0f %%"
        .formatted(100 * region.width(), 100 * region.height(), 100 * region.x(), 100 * region.y());
  }

  private static void entry(StringBuilder page, String name, String value) {
    page.append("<div><dt>%s</dt><dd>%s</dd></div>".formatted(escape(name), escape(value)));
  }

  /**
   * @param other where the other picture of the pair lies
   * @param region that was compared
   */
  private static void picture(
      StringBuilder page,
      String caption,
      Optional<byte[]> encoded,
      Optional<Outline> other,
      Optional<Outline> region) {
    page.append("<figure>");
    Optional<BufferedImage> image = encoded.flatMap(DemoReport::thumbnail);
    if (image.isPresent()) {
      int width = image.get().getWidth();
      int height = image.get().getHeight();
      page.append(
          "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\"><image width=\"%d\" height=\"%d\" href=\"data:image/jpeg;base64,%s\"/>"
              .formatted(
                  width,
                  height,
                  escape(caption),
                  width,
                  height,
                  Base64.getEncoder().encodeToString(Jpeg.encode(image.get(), JPEG_QUALITY))));
      // Outlines end a little outside the picture, so that one along its edge is seen.
      page.append(
          "<svg x=\"-3\" y=\"-3\" width=\"%d\" height=\"%d\" viewBox=\"-3 -3 %d %d\">"
              .formatted(width + 6, height + 6, width + 6, height + 6));
      region.map(outline -> polygon("region", outline, width, height)).ifPresent(page::append);
      other.map(outline -> polygon("other", outline, width, height)).ifPresent(page::append);
      page.append("</svg></svg>");
    } else {
      page.append("<div class=\"nothing\"></div>");
    }
    page.append("<figcaption>%s</figcaption></figure>%n".formatted(escape(caption)));
  }

  private static String polygon(String name, Outline outline, int width, int height) {
    return outline.corners().stream()
        .map(corner -> decimal(corner.x() * width, 1) + "," + decimal(corner.y() * height, 1))
        .collect(Collectors.joining(" ", "<polygon class=\"" + name + "\" points=\"", "\"/>"));
  }

  private void footer(StringBuilder page) {
    page.append("<footer>");
    if (answers.size() > MOST_SHOWN) {
      page.append(
          "<p>The page shows %,d of the %,d questions, the worst answers first.</p>%n"
              .formatted(MOST_SHOWN, answers.size()));
    }
    page.append(
        """
        <p>The outlines show where each picture of a pair lies in the other; broken lines, which part
        of the asked picture was compared if not all of it. Points: key points that agree with one
        homography, of those whose descriptors match.</p>
        """);
    answers.stream()
        .filter(answer -> answer.response() != null && answer.response().thresholds() != null)
        .findFirst()
        .ifPresent(
            answer -> {
              Thresholds rule = answer.response().thresholds();
              page.append(
                  """
                  <p>Rule: a match has a cosine of at least %s and %d points, or of at least %s and
                  %d points. A picture with fewer than %d key points is too simple for that; then a
                  cosine of at least %s decides alone.</p>
                  <p>Model %s</p>
                  """
                      .formatted(
                          rule.highCosine(),
                          rule.fewPoints(),
                          rule.lowCosine(),
                          rule.manyPoints(),
                          rule.minKeyPoints(),
                          rule.highCosine(),
                          escape(answer.response().model())));
            });
    page.append("</footer>");
  }

  private Optional<byte[]> published(String id) {
    return Optional.ofNullable(files.get(id))
        .map(
            file -> {
              try {
                return Files.readAllBytes(file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static Optional<BufferedImage> thumbnail(byte[] encoded) {
    try {
      return Optional.of(Pictures.thumbnail(Pictures.decode(encoded).toBufferedImage(), THUMBNAIL));
    } catch (IOException e) {
      // A question may well be an unreadable picture; the page then shows none.
      return Optional.empty();
    }
  }

  private static String style() {
    try (InputStream style = DemoReport.class.getResourceAsStream("report.css")) {
      return new String(style.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
