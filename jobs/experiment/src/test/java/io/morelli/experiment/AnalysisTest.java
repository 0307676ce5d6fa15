package io.morelli.experiment;

import static io.morelli.experiment.Samples.MANY;
import static io.morelli.experiment.Samples.answer;
import static io.morelli.experiment.Samples.scored;
import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.decision.Thresholds;
import io.morelli.experiment.Duplicates.Pair;
import io.morelli.experiment.Question.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisTest {

  private static final Thresholds RECORDED = new Thresholds(0.75, 0, 50, 12, 8);
  private static final Thresholds STRICT = new Thresholds(0.75, 0.7, 50, 40, 30);

  @TempDir private Path folder;

  @Test
  void whatCountsAsTheSameDoesNotDependOnTheThresholds() throws IOException {
    Recorded indexed =
        answer(
            Kind.ITSELF,
            "a",
            scored("b", 0.1, MANY, 30),
            scored("other", 0.9, MANY, 24),
            scored("detail", 0.5, MANY, 25, true));
    for (Thresholds evaluated : new Thresholds[] {RECORDED, STRICT}) {
      Report report = report(evaluated, Optional.empty(), indexed);
      assertThat(report.duplicates()).containsExactly(new Pair("a", "b", 0.1, 30));
      assertThat(report.coincidences()).isEmpty();
      assertThat(report.thresholds()).isEqualTo(evaluated);
      assertThat(report.recorded()).isEqualTo(RECORDED);
    }
  }

  @Test
  void aFalseAnswerIsFalseHoweverManyPointsMatch() throws IOException {
    Recorded absent =
        answer(
            Kind.ABSENT,
            "absent/c",
            scored("a", 0.1, MANY, 40),
            scored("b", 0.1, MANY, 24),
            scored("frame", 0.5, MANY, 70, true));
    Report report = report(RECORDED, Optional.empty(), absent);
    assertThat(report.absent().falseAnswers()).isOne();
    assertThat(report.duplicates()).isEmpty();
    assertThat(report.coincidences())
        .containsExactly(new Coincidence(absent.question(), absent.candidates().get(0)));
  }

  @Test
  void picturesOnOneAbsentWallAreNotTheSame() throws IOException {
    Report report =
        report(
            RECORDED,
            Optional.empty(),
            answer(Kind.ABSENT, "wall", scored("v", 0.3, MANY, 30), scored("w", 0.3, MANY, 60)),
            answer(Kind.DEFORMED, "v", scored("w", 0.8, MANY, 12)));
    assertThat(report.findable().found()).isZero();
    assertThat(report.findable().wrongMatches()).isOne();
    assertThat(report.coincidences())
        .extracting(pair -> pair.candidate().id())
        .containsExactly("w", "v");
  }

  @Test
  void aQuestionThatIsAnsweredWronglyAndNotFoundIsListedAsBoth() throws IOException {
    Report report =
        report(
            RECORDED,
            Optional.empty(),
            answer(Kind.DEFORMED, "wrong", scored("x", 0.8, MANY, 30)),
            answer(Kind.DEFORMED, "missed", scored("x", 0.8, MANY, 2)),
            answer(
                Kind.DEFORMED, "both", scored("both", 0.8, MANY, 30), scored("x", 0.8, MANY, 30)),
            answer(Kind.DEFORMED, "found", scored("found", 0.8, MANY, 30)));
    assertThat(report.wrongCases())
        .extracting(shown -> shown.question().expected())
        .containsExactly("wrong", "both");
    assertThat(report.missedCases())
        .extracting(shown -> shown.question().expected())
        .containsExactly("wrong", "missed")
        .hasSize(report.findable().findable() - report.findable().found());
  }

  @Test
  void theMostSimilarCandidateIsThePrediction() throws IOException {
    Report report =
        report(
            RECORDED,
            Optional.empty(),
            answer(Kind.ITSELF, "a", scored("b", 0.7, MANY, 0)),
            answer(Kind.DEFORMED, "a", scored("b", 0.3, MANY, 9), scored("a", 0.9, MANY, 0)),
            answer(Kind.DEFORMED, "b", scored("b", 0.4, MANY, 9), scored("a", 0.5, MANY, 0)),
            answer(Kind.ABSENT, "c", scored("a", 0.2, MANY, 0), scored("b", 0.1, MANY, 0)),
            answer(Kind.LABELLED, "d"));
    assertThat(report.predictionRight().total()).isOne();
    assertThat(report.predictionWrong().total()).isEqualTo(2);
    assertThat(report.cosineRight().total()).isEqualTo(2);
    assertThat(report.cosineWrong().total()).isEqualTo(4);
  }

  @Test
  void whatIsOvershadowedCountsInAFit() throws IOException {
    Recorded[] answers =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    answer(
                        Kind.DEFORMED,
                        "p" + i,
                        scored("p" + i, 0.60, MANY, 20),
                        scored("detail", 0.66, MANY, 12, true)))
            .toArray(Recorded[]::new);
    Report report = report(RECORDED, Optional.of(1.0), answers);
    assertThat(report.fit().thresholds().highCosine()).isGreaterThan(0.66);
  }

  private Report report(Thresholds thresholds, Optional<Double> fitPrecision, Recorded... answers)
      throws IOException {
    return Samples.report(folder, RECORDED, thresholds, fitPrecision, answers);
  }
}
