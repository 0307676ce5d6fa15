package io.morelli.experiment;

import static io.morelli.experiment.Experiment.decimal;
import static io.morelli.experiment.Html.escape;

import io.morelli.decision.Thresholds;
import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as one page that needs no other file and no network. */
final class HtmlReport {

  private static final int THUMBNAIL = 260;
  private static final int JPEG_QUALITY = 80;
  private static final int MAX_PAIRS = 60;

  private final Report report;
  private final Map<String, Path> files;
  private final QuestionPictures questionPictures = new QuestionPictures();
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final StringBuilder page = new StringBuilder();

  /**
   * @param files of the pictures by image id
   */
  HtmlReport(Report report, Map<String, Path> files) {
    this.report = report;
    this.files = files;
  }

  String html() {
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Morelli: experiment</title>
        <style>
        %s</style></head><body>
        <header><h1>Morelli</h1><p>Experiment: what was asked and what was found</p></header>
        """
            .formatted(style()));
    headline();
    charts();
    groups();
    if (report.fit() != null) {
      fit(report.fit());
    }
    cases("Wrong answers", report.wrongCases(), report.all().falseAnswers());
    cases(
        "Not found",
        report.missedCases(),
        report.findable().findable() - report.findable().found());
    stages();
    duplicates();
    if (!report.coincidences().isEmpty()) {
      coincidences();
    }
    conditions();
    page.append("</body></html>\n");
    return page.toString();
  }

  private void headline() {
    Figures findable = report.findable();
    Figures all = report.all();
    page.append("<section class=\"figures\">\n");
    figure("pictures in the collection", number(report.collection()));
    figure("questions", number(all.asked()));
    figure(
        "recall, %s of %s".formatted(number(findable.found()), number(findable.findable())),
        percent(findable.recall()));
    figure(
        "precision, %s of %s"
            .formatted(number(all.rightMatches()), number(all.rightMatches() + all.wrongMatches())),
        percent(all.precision()));
    figure(
        "false answers about %s absent pictures".formatted(number(report.absent().asked())),
        number(report.absent().falseAnswers()));
    figure("questions a second", decimal(report.questionsPerSecond(), 1));
    page.append("</section>\n");
  }

  private void figure(String name, String value) {
    page.append("<div><b>%s</b><span>%s</span></div>%n".formatted(escape(value), escape(name)));
  }

  private void charts() {
    page.append("<section class=\"charts\">\n");
    histogram(
        "Cosine of the most similar candidate of each question",
        "cosine",
        report.predictionRight(),
        report.predictionWrong());
    histogram("Cosine of all candidates", "cosine", report.cosineRight(), report.cosineWrong());
    histogram(
        "Matching points of all verified candidates",
        "matching points (100: 100 and more)",
        report.pointsRight(),
        report.pointsWrong());
    Map<String, Figures> findable = new LinkedHashMap<>(report.groups());
    findable.values().removeIf(figures -> figures.findable() == 0);
    if (!findable.isEmpty()) {
      chart(Charts.bars(findable));
    }
    page.append("</section>\n");
  }

  private void histogram(
      String title, String quantity, Histogram.Bins right, Histogram.Bins wrong) {
    if (right.total() + wrong.total() > 0) {
      chart(Charts.histogram(title, quantity, right, wrong));
    }
  }

  private void chart(byte[] svg) {
    page.append(
        "<img alt=\"\" src=\"data:image/svg+xml;base64,%s\">%n"
            .formatted(Base64.getEncoder().encodeToString(svg)));
  }

  private void groups() {
    heading("By deformation and source");
    page.append(
        """
        <table><tr><th>questions</th><th>asked</th><th>recall, %</th><th>found</th>
        <th>in a further pass</th><th>precision, %</th><th>wrong matches</th><th>errors</th></tr>
        """);
    report.groups().forEach(this::groupRow);
    groupRow("all", report.all());
    page.append("</table>\n");
  }

  private void groupRow(String name, Figures figures) {
    boolean findable = figures.findable() > 0;
    row(
        name,
        number(figures.asked()),
        findable ? decimal(100 * figures.recall(), 2) : "",
        findable ? number(figures.found()) : "",
        findable ? number(figures.foundInFurtherPass()) : "",
        decimal(100 * figures.precision(), 2),
        number(figures.wrongMatches()),
        number(figures.errors()));
  }

  private void fit(Report.FitReport fit) {
    heading("Fitted thresholds");
    page.append(
        """
        <p>Fitted for the highest recall at a precision of %s on the questions about one half of \
        the pictures, chosen by chance; the other half was not looked at.</p>
        <table><tr><th></th><th>T</th><th>t</th><th>K</th><th>N</th><th>n</th><th>asked</th>
        <th>recall, %%</th><th>precision, %%</th><th>wrong matches</th></tr>
        """
            .formatted(percent(fit.minPrecision())));
    fitRow("fitted, on the half it was fitted on", fit.thresholds(), fit.onFitted());
    fitRow("fitted, on the other half", fit.thresholds(), fit.onOther());
    fitRow("used, on the other half", report.thresholds(), fit.onOtherBefore());
    page.append("</table>\n<section class=\"charts\">\n");
    chart(Charts.tradeOff(fit.curve()));
    page.append("</section>\n");
  }

  private void fitRow(String name, Thresholds thresholds, Figures figures) {
    row(
        name,
        decimal(thresholds.highCosine(), 2),
        decimal(thresholds.lowCosine(), 2),
        number(thresholds.minKeyPoints()),
        number(thresholds.manyPoints()),
        number(thresholds.fewPoints()),
        number(figures.asked()),
        decimal(100 * figures.recall(), 3),
        decimal(100 * figures.precision(), 3),
        number(figures.wrongMatches()));
  }

  private void cases(String title, List<Case> cases, int all) {
    heading("%s (%s%s)".formatted(title, number(all), cases.size() < all ? ", the first" : ""));
    page.append("<main>\n");
    for (Case shown : cases) {
      Question question = shown.question();
      page.append("<article><h2>%s</h2><div class=\"row\">%n".formatted(escape(question.about())));
      picture("asked", question);
      if (question.findable()) {
        picture("expected: " + question.expected(), files.get(question.expected()));
      }
      if (shown.wrong() != null) {
        picture("answered: " + shown.wrong().id(), files.get(shown.wrong().id()));
      }
      page.append("</div><dl>");
      numbers("expected", question.findable(), shown.correct(), shown.correctRule());
      numbers("answered", shown.wrong() != null, shown.wrong(), shown.wrongRule());
      if (shown.error() != null) {
        entry("error", shown.error());
      }
      page.append("</dl></article>\n");
    }
    page.append("</main>\n");
  }

  private void numbers(String name, boolean wanted, Scored scored, String rule) {
    if (wanted) {
      entry(
          name,
          scored == null
              ? "not among the candidates"
              : "%s: cosine %s, %d of %d raw matches consistent, key points %d and %d, %s, %s"
                  .formatted(
                      scored.id(),
                      decimal(scored.cosine(), 3),
                      scored.matchingPoints(),
                      scored.rawMatches(),
                      scored.queryKeyPoints(),
                      scored.keyPoints(),
                      scored.view().name().toLowerCase(Locale.ROOT),
                      rule));
    }
  }

  private void stages() {
    heading("Time by stage");
    page.append(
        """
        <p>Milliseconds, at full load: with waiting for the other questions on their way.</p>
        <table><tr><th>stage</th><th>questions</th><th>mean</th><th>p50</th><th>p95</th>
        <th>p99</th></tr>
        """);
    report
        .stages()
        .forEach(
            (stage, times) ->
                row(
                    stage,
                    number(times.answers()),
                    decimal(times.mean(), 0),
                    decimal(times.p50(), 0),
                    decimal(times.p95(), 0),
                    decimal(times.p99(), 0)));
    page.append("</table>\n");
  }

  private void duplicates() {
    List<Duplicates.Pair> pairs = report.duplicates();
    heading("True duplicates (%s pairs)".formatted(number(pairs.size())));
    page.append(
        """
        <p>Pictures that were verified to show the same, and count as one. Those with the fewest \
        matching points come first; please look at them.</p>
        <main>
        """);
    for (Duplicates.Pair pair : pairs.subList(0, Math.min(MAX_PAIRS, pairs.size()))) {
      pairHeading(pair.cosine(), pair.matchingPoints());
      picture(pair.one(), files.get(pair.one()));
      picture(pair.other(), files.get(pair.other()));
      page.append("</div></article>\n");
    }
    page.append("</main>\n");
  }

  private void coincidences() {
    List<Coincidence> pairs = report.coincidences();
    heading("Not absent after all? (%s pairs)".formatted(number(pairs.size())));
    page.append(
        """
        <p>Pictures asked as absent that share as many matching points with one of the collection \
        as true duplicates do. A match of such a pair counts as a false answer. Where both show \
        the same, label the picture with the image id or leave it out.</p>
        <main>
        """);
    for (Coincidence pair : pairs.subList(0, Math.min(MAX_PAIRS, pairs.size()))) {
      Scored candidate = pair.candidate();
      pairHeading(candidate.cosine(), candidate.matchingPoints());
      picture("absent: " + pair.question().picture(), pair.question());
      picture(candidate.id(), files.get(candidate.id()));
      page.append("</div></article>\n");
    }
    page.append("</main>\n");
  }

  private void pairHeading(double cosine, int matchingPoints) {
    page.append(
        "<article><h2>cosine %s, %d matching points</h2><div class=\"row\">%n"
            .formatted(decimal(cosine, 3), matchingPoints));
  }

  private void conditions() {
    heading("Conditions");
    page.append("<dl>");
    entry("command", report.command());
    entry("thresholds", report.thresholds().toString());
    entry("answers recorded by", report.recorded().toString());
    report.versions().forEach(this::entry);
    for (String rejected : report.rejected()) {
      entry("not indexed", rejected);
    }
    page.append("</dl>\n");
  }

  private void heading(String text) {
    page.append("<h2 class=\"part\">%s</h2>%n".formatted(escape(text)));
  }

  private void row(String... cells) {
    page.append("<tr>");
    for (String cell : cells) {
      page.append("<td>%s</td>".formatted(escape(cell)));
    }
    page.append("</tr>\n");
  }

  private void entry(String name, String value) {
    page.append("<dt>%s</dt><dd>%s</dd>%n".formatted(escape(name), escape(value)));
  }

  private void picture(String caption, Question question) {
    try {
      picture(caption, questionPictures.read(question));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param file null where the picture is none of the collection
   */
  private void picture(String caption, Path file) {
    try {
      picture(caption, file == null ? new byte[0] : Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void picture(String caption, byte[] encoded) {
    page.append("<figure>");
    try {
      byte[] jpeg = Jpeg.encode(decoder.decode(encoded).image(), JPEG_QUALITY, THUMBNAIL);
      page.append(
          "<img alt=\"%s\" src=\"data:image/jpeg;base64,%s\">"
              .formatted(escape(caption), Base64.getEncoder().encodeToString(jpeg)));
    } catch (RejectedException e) {
      // A question may well be an unreadable picture; the page then shows none.
      page.append("<div class=\"nothing\">nothing to show</div>");
    }
    page.append("<figcaption>%s</figcaption></figure>%n".formatted(escape(caption)));
  }

  private static String percent(double share) {
    return decimal(100 * share, 3) + " %";
  }

  private static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String style() {
    try (InputStream style = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(style.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
