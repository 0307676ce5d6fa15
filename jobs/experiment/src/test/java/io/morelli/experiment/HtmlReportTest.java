package io.morelli.experiment;

import static io.morelli.experiment.Samples.MANY;
import static io.morelli.experiment.Samples.answer;
import static io.morelli.experiment.Samples.scored;
import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.decision.Thresholds;
import io.morelli.experiment.Question.Kind;
import io.morelli.testing.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

  private static final Thresholds THRESHOLDS = new Thresholds(0.75, 0.1, 50, 12, 8);

  @TempDir private Path folder;
  private Path picture;

  @BeforeEach
  void paint() throws IOException {
    picture = Files.write(folder.resolve("a.jpg"), TestPictures.jpeg(TestPictures.collage(1)));
  }

  @Test
  void aPictureThatIsPerhapsNotAbsentIsShownBesideItsCandidate() throws IOException {
    // As a CSV file labels one: it has no image id.
    Question question =
        new Question(
            Kind.ABSENT, "labels.csv, absent", "wall.jpg", picture.toString(), null, 0, "absent/w");
    Recorded answer =
        new Recorded(question, 1, null, Map.of(), List.of(scored("a", 0.5, MANY, 41)));
    String page = page(answer);
    String part = page.substring(page.indexOf("Not absent after all? (1 pairs)"));
    assertThat(part)
        .contains("cosine 0.500, 41 matching points")
        .contains("<img alt=\"absent: wall.jpg\" src=\"data:image/jpeg")
        .contains("<img alt=\"a\" src=\"data:image/jpeg");
  }

  @Test
  void whereNothingWasAskedThereIsNoChart() throws IOException {
    assertThat(page(answer(Kind.ITSELF, "a"))).doesNotContain("svg+xml", "NaN", "Not absent");
  }

  @Test
  void whereNoPairWasVerifiedThereIsNoChartOfMatchingPoints() throws IOException {
    int tooFew = THRESHOLDS.minKeyPoints() - 1;
    Recorded verified = question(scored("a", 0.5, MANY, 8));
    Recorded notVerified = question(scored("a", 0.5, tooFew, 0));
    assertThat(charts(page(verified))).isEqualTo(charts(page(notVerified)) + 1);
  }

  private Recorded question(Scored candidate) {
    Question question = new Question(Kind.LABELLED, "group", "q", picture.toString(), null, 0, "a");
    return new Recorded(question, 1, null, Map.of(), List.of(candidate));
  }

  private static int charts(String page) {
    return page.split("svg\\+xml", -1).length - 1;
  }

  private String page(Recorded... answers) throws IOException {
    Report report = Samples.report(folder, THRESHOLDS, THRESHOLDS, Optional.empty(), answers);
    return new HtmlReport(report, Map.of("a", picture)).html();
  }
}
