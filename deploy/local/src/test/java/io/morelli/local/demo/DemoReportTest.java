package io.morelli.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.image.Region;
import io.morelli.local.demo.Answer.Verdict;
import io.morelli.local.demo.Outline.Point;
import io.morelli.message.ErrorCode;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoReportTest {

  private static final double[] HALF = {0.5, 0, 0.25, 0, 0.5, 0.25, 0, 0, 1};

  @TempDir Path folder;

  @Test
  void judgesAnswers() {
    assertThat(answer("a", found("a", null)).verdict()).isEqualTo(Verdict.FOUND);
    assertThat(answer(null, response(Status.NO_MATCH)).verdict()).isEqualTo(Verdict.NONE);
    assertThat(answer("a", found("b", null)).verdict()).isEqualTo(Verdict.WRONG);
    assertThat(answer(null, found("b", null)).verdict()).isEqualTo(Verdict.WRONG);
    assertThat(answer("a", response(Status.NO_MATCH)).verdict()).isEqualTo(Verdict.MISSED);
    assertThat(answer(null, response(Status.ERROR)).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(answer("a", null).verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void acceptsTheExpectedPictureWhereverItRanks() {
    Match first = found("a", null).matches().get(0);
    Match second = found("b", null).matches().get(0);
    Answer answer =
        answer(
            "b",
            new SearchResponse(
                "1",
                Status.MATCH,
                null,
                List.of(first, second),
                null,
                null,
                2,
                false,
                null,
                "m",
                null,
                Map.of()));
    assertThat(answer.verdict()).isEqualTo(Verdict.FOUND);
    assertThat(answer.match()).contains(second);
    assertThat(answer.also()).containsExactly("a");
  }

  @Test
  void countsRecallAndPrecision() {
    Figures figures =
        Figures.of(
            10,
            5,
            List.of(
                answer("a", found("a", null)),
                answer("b", found("b", null)),
                answer("c", found("a", null)),
                answer("d", response(Status.NO_MATCH)),
                answer(null, found("a", null)),
                answer(null, response(Status.NO_MATCH))));
    assertThat(figures.recall()).isEqualTo(2 / 4.0);
    assertThat(figures.precision()).isEqualTo(2 / 4.0);
    assertThat(figures.questions()).isEqualTo(6);
  }

  @Test
  void outlinesTheQueryInTheAnswer() {
    Match match = found("a", HALF).matches().get(0);
    assertThat(Outline.region(match)).isEmpty();
    assertThat(Outline.queryInAnswer(match).orElseThrow().corners())
        .containsExactly(
            new Point(0.25, 0.25),
            new Point(0.75, 0.25),
            new Point(0.75, 0.75),
            new Point(0.25, 0.75));
  }

  @Test
  void outlinesTheRegionThatWasCompared() {
    Match match = match("a", HALF, new Region(0.5, 0, 0.5, 0.5));
    assertThat(Outline.region(match).orElseThrow().corners())
        .containsExactly(
            new Point(0.5, 0), new Point(1, 0), new Point(1, 0.5), new Point(0.5, 0.5));
    assertThat(Outline.queryInAnswer(match).orElseThrow().corners())
        .containsExactly(
            new Point(0.5, 0.25), new Point(0.75, 0.25), new Point(0.75, 0.5), new Point(0.5, 0.5));
  }

  @Test
  void drawsNoOutlineThatCrossesTheHorizon() {
    Match match = found("a", new double[] {1, 0, 0, 0, 1, 0, -2, 0, 1}).matches().get(0);
    assertThat(Outline.queryInAnswer(match)).isEmpty();
  }

  @Test
  void outlinesTheAnswerInAMirroredQuery() {
    Match match = match("a", new double[] {-2, 0, 1.5, 0, 2, -0.5, 0, 0, 1}, null);
    assertThat(Outline.answerInQuery(match).orElseThrow().corners())
        .containsExactly(
            new Point(0.75, 0.25),
            new Point(0.25, 0.25),
            new Point(0.25, 0.75),
            new Point(0.75, 0.75));
  }

  @Test
  void listsOnTheConsoleWhatIsNotAsExpected() {
    List<Answer> answers =
        List.of(answer("a", found("a", null)), answer("b", found("c", null)), answer("d", null));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ConsoleReport console = new ConsoleReport(new PrintStream(bytes, true, UTF_8));
    console.table(answers);
    console.summary(Figures.of(10, 5, answers), answers, folder.resolve("demo.html"));
    assertThat(bytes.toString(UTF_8))
        .contains("33.33 % (1 of 3 that are there were found)")
        .contains("50.00 % (1 of 2 answers with matches have the right one)")
        .contains("b, turned: expected b, answered c")
        .contains("d, turned: expected d, answered TimeoutException: null")
        .doesNotContain("a, turned: expected")
        .contains("demo.html");
  }

  @Test
  void needsNothingButItself() throws IOException {
    Path picture = Files.write(folder.resolve("a.jpg"), PaintedPictures.jpeg(0));
    List<Answer> answers = List.of(answer("<b>", found("a", HALF)), answer("a", null));
    String html = new DemoReport(Figures.of(1, 3, answers), answers, Map.of("a", picture)).html();
    assertThat(html)
        .contains("<article class=\"wrong\">", "<article class=\"failed\">")
        .containsPattern("<polygon class=\"other\" points=\"[0-9. ,-]+\"/></svg></svg>")
        .contains("&lt;b&gt;")
        .doesNotContain("<b>,")
        .doesNotContainPattern("(src|href)=\"(?!data:)")
        .doesNotContain("<script", "url(", "@import");
    assertThat(html.split("data:image/jpeg", -1)).hasSize(4);
  }

  private static Answer answer(String expected, SearchResponse response) {
    Question question =
        new Question(
            expected + ", turned", () -> PaintedPictures.jpeg(1), Optional.ofNullable(expected));
    return new Answer(
        question,
        PaintedPictures.jpeg(1),
        response,
        response == null ? "TimeoutException: null" : null,
        12);
  }

  private static SearchResponse found(String id, double[] homography) {
    return new SearchResponse(
        "1",
        Status.MATCH,
        null,
        List.of(match(id, homography, null)),
        null,
        null,
        1,
        false,
        null,
        "m",
        null,
        Map.of());
  }

  private static Match match(String id, double[] homography, Region region) {
    return new Match(
        id,
        Map.of(),
        640,
        400,
        0.93,
        500,
        500,
        80,
        60,
        "MANY_POINTS",
        0.25,
        homography,
        region,
        false);
  }

  private static SearchResponse response(Status status) {
    Failure failure =
        status == Status.ERROR ? new Failure(ErrorCode.UNREADABLE_IMAGE, "no picture") : null;
    return new SearchResponse(
        "1", status, failure, List.of(), null, null, 0, false, null, "m", null, Map.of());
  }
}
