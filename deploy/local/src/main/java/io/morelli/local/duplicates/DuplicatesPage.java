package io.morelli.local.duplicates;

import static io.morelli.experiment.Html.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The groups of duplicates as a page that needs no other file and no network. */
public final class DuplicatesPage {

  private final DuplicateReport report;
  private final Thumbnails thumbnails;

  public DuplicatesPage(DuplicateReport report, Thumbnails thumbnails) {
    this.report = report;
    this.thumbnails = thumbnails;
  }

  public void write(Writer out) throws IOException {
    out.write(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Morelli: duplicates</title>
        <style>
        %s</style></head><body>
        <header><h1>Morelli</h1><p>Pictures that the collection holds more than once</p></header>
        <section class="figures">
        """
            .formatted(style()));
    figure(out, "pictures", report.pictures());
    figure(out, "groups", report.groups().size());
    figure(out, "pictures in groups", report.grouped());
    figure(out, "more than needed", report.grouped() - report.groups().size());
    figure(out, "matching points at least", report.thresholds().fewPoints());
    out.write("</section>\n<main>\n");
    for (DuplicateGroup group : report.groups()) {
      group(out, group);
    }
    out.write("</main></body></html>\n");
  }

  private static void figure(Writer out, String name, long value) throws IOException {
    out.write(String.format(Locale.ROOT, "<div><b>%,d</b><span>%s</span></div>%n", value, name));
  }

  private void group(Writer out, DuplicateGroup group) throws IOException {
    out.write("<article><div class=\"pictures\">\n");
    for (DuplicateGroup.Picture picture : group.pictures()) {
      picture(out, picture);
    }
    out.write("</div><table><tr><th>pair</th><th>points</th><th>cosine</th></tr>\n");
    for (DuplicatePair pair : group.pairs()) {
      out.write(
          "<tr><td>%s<br>%s</td><td>%s</td><td>%s</td></tr>%n"
              .formatted(
                  escape(pair.ids().first()),
                  escape(pair.ids().second()),
                  pair.sameFile() ? "same file" : pair.matchingPoints(),
                  String.format(Locale.ROOT, "%.3f", pair.cosine())));
    }
    out.write("</table></article>\n");
  }

  private void picture(Writer out, DuplicateGroup.Picture picture) throws IOException {
    out.write("<figure>");
    Optional<byte[]> jpeg = thumbnails.get(picture.id());
    out.write(
        jpeg.isPresent()
            ? "<img alt=\"%s\" src=\"data:image/jpeg;base64,%s\">"
                .formatted(escape(picture.id()), Base64.getEncoder().encodeToString(jpeg.get()))
            : "<div class=\"nothing\">nothing to show</div>");
    out.write(
        "<figcaption><b>%s</b><br>%d x %d"
            .formatted(escape(picture.id()), picture.width(), picture.height()));
    for (var entry : picture.metadata().entrySet()) {
      out.write("<br>%s: %s".formatted(escape(entry.getKey()), escape(entry.getValue())));
    }
    out.write("</figcaption></figure>\n");
  }

  private static String style() throws IOException {
    try (InputStream style = DuplicatesPage.class.getResourceAsStream("duplicates.css")) {
      return new String(style.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
