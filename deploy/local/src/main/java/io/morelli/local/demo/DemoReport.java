package io.morelli.local.demo;

import static io.morelli.local.demo.Demo.decimal;

import io.morelli.image.Region;
import io.morelli.message.SearchResponse.Match;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The page of a demo: figures, and for every question the picture that was asked beside the one
 * that was answered. It needs no other file and no network.
 */
final class DemoReport {

  private static final int THUMBNAIL = 320;
  private static final float JPEG_QUALITY = 0.8f;

  private final Figures figures;
  private final List<Answer> answers;
  private final Map<String, Path> files;

  /**
   * @param answers in the order of the page
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
        <header><h1>Morelli</h1><p>What was asked and what was found</p></header>
        <section class="figures">
        """
            .formatted(style()));
    figure(page, "pictures", String.format(Locale.ROOT, "%,d", figures.pictures()));
    if (!Double.isNaN(figures.picturesPerSecond())) {
      figure(page, "pictures a second", decimal(figures.picturesPerSecond(), 1));
    }
    figure(page, "query p50", decimal(figures.p50(), 0) + " ms");
    figure(page, "query p99", decimal(figures.p99(), 0) + " ms");
    figure(
        page,
        "recall, %d of %d".formatted(figures.found(), figures.expected()),
        decimal(100 * figures.recall(), 2) + " %");
    figure(
        page,
        "precision, %d of %d".formatted(figures.found(), figures.matched()),
        decimal(100 * figures.precision(), 2) + " %");
    page.append("</section>\n<main>\n");
    answers.forEach(answer -> row(page, answer));
    page.append("</main></body></html>\n");
    return page.toString();
  }

  private static void figure(StringBuilder page, String name, String value) {
    page.append("<div><b>%s</b><span>%s</span></div>%n".formatted(escape(value), escape(name)));
  }

  private void row(StringBuilder page, Answer answer) {
    String verdict = answer.verdict().name().toLowerCase(Locale.ROOT);
    page.append(
        "<article class=\"%s\"><h2><em>%s</em> %s</h2><div class=\"pair\">%n"
            .formatted(verdict, verdict, escape(answer.question().about())));
    picture(page, "asked", Optional.of(answer.picture()), Optional.empty());
    Optional<Match> best = answer.best();
    picture(page, answer.text(), best.map(Match::id).flatMap(this::published), best);
    page.append("</div><dl>");
    entry(page, "expected", answer.question().expected().orElse("no match"));
    entry(page, "answered", answer.text());
    best.ifPresent(
        match -> {
          entry(page, "cosine", decimal(match.cosine(), 3));
          entry(page, "matching points", Integer.toString(match.matchingPoints()));
          entry(page, "rule", match.rule());
        });
    entry(page, "time", decimal(answer.milliseconds(), 0) + " ms");
    page.append("</dl></article>\n");
  }

  private static void entry(StringBuilder page, String name, String value) {
    page.append("<dt>%s</dt><dd>%s</dd>".formatted(escape(name), escape(value)));
  }

  private static void picture(
      StringBuilder page, String caption, Optional<byte[]> encoded, Optional<Match> match) {
    page.append("<figure>");
    Optional<BufferedImage> image = encoded.flatMap(DemoReport::thumbnail);
    if (image.isPresent()) {
      int width = image.get().getWidth();
      int height = image.get().getHeight();
      page.append(
          "<div class=\"image\"><img width=\"%d\" height=\"%d\" alt=\"%s\" src=\"data:image/jpeg;base64,%s\">"
              .formatted(
                  width,
                  height,
                  escape(caption),
                  Base64.getEncoder().encodeToString(Jpeg.encode(image.get(), JPEG_QUALITY))));
      match.flatMap(found -> outline(found, width, height)).ifPresent(page::append);
      page.append("</div>");
    } else {
      page.append("<div class=\"nothing\">nothing to show</div>");
    }
    page.append("<figcaption>%s</figcaption></figure>%n".formatted(escape(caption)));
  }

  /**
   * Where the query lies in the picture that was found, as its homography says.
   *
   * @return empty if there is none, or a corner lies behind the point of view
   */
  static Optional<String> outline(Match match, int width, int height) {
    double[] h = match.homography();
    if (h == null) {
      return Optional.empty();
    }
    Region part = match.region() == null ? Region.WHOLE : match.region();
    double[][] corners = {
      {part.x(), part.y()},
      {part.x() + part.width(), part.y()},
      {part.x() + part.width(), part.y() + part.height()},
      {part.x(), part.y() + part.height()}
    };
    StringBuilder points = new StringBuilder();
    for (double[] corner : corners) {
      double w = h[6] * corner[0] + h[7] * corner[1] + h[8];
      if (w <= 0) {
        return Optional.empty();
      }
      double x = (h[0] * corner[0] + h[1] * corner[1] + h[2]) / w;
      double y = (h[3] * corner[0] + h[4] * corner[1] + h[5]) / w;
      points.append(decimal(x * width, 1)).append(',').append(decimal(y * height, 1)).append(' ');
    }
    return Optional.of(
        "<svg viewBox=\"0 0 %d %d\"><polygon points=\"%s\"/></svg>"
            .formatted(width, height, points.toString().strip()));
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
      return Optional.of(Pictures.thumbnail(Pictures.decode(encoded), THUMBNAIL));
    } catch (IOException e) {
      // A question may well be an unreadable picture; the page then shows none.
      return Optional.empty();
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String style() {
    try (InputStream style = DemoReport.class.getResourceAsStream("report.css")) {
      return new String(style.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
