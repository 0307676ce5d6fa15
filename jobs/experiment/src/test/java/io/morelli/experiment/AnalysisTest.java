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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisTest {

  private static final Thresholds RECORDED = new Thresholds(0.75, 0, 50, 12, 8);
  private static final Thresholds STRICT = new Thresholds(0.75, 0.7, 50, 40, 30);
  private static final int DUPLICATE_POINTS = 20;

  @TempDir private Path folder;

  @Test
  void whatCountsAsTheSameDoesNotDependOnTheThresholds() throws IOException {
    Recorded indexed =
        answer(
            Kind.ITSELF,
            "a",
            scored("b", 0.1, MANY, 30),
            scored("other", 0.9, MANY, 19),
            scored("detail", 0.5, MANY, 25, true));
    Recorded absent = answer(Kind.ABSENT, "absent/c", scored("a", 0.1, MANY, 40));
    for (Thresholds evaluated : new Thresholds[] {RECORDED, STRICT}) {
      Report report = report(evaluated, Optional.empty(), indexed, absent);
      assertThat(report.duplicates())
          .containsExactly(new Pair("a", "b", 0.1, 30), new Pair("absent/c", "a", 0.1, 40));
      assertThat(report.absent().falseAnswers()).isZero();
      assertThat(report.thresholds()).isEqualTo(evaluated);
      assertThat(report.recorded()).isEqualTo(RECORDED);
    }
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
    Path log = folder.resolve("answers.jsonl.gz");
    AnswerLog.Run run = new AnswerLog.Run("model 1", RECORDED, "test", new TreeMap<>());
    try (AnswerLog.Appender appender = new AnswerLog.Appender(log, run)) {
      for (Recorded answer : answers) {
        appender.append(answer);
      }
    }
    Analysis.Settings settings =
        new Analysis.Settings(thresholds, DUPLICATE_POINTS, fitPrecision, 1);
    return Analysis.of(log, run, settings, Map.of(), 3);
  }
}
