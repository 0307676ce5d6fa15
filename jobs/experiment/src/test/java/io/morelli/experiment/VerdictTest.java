package io.morelli.experiment;

import static io.morelli.experiment.Samples.MANY;
import static io.morelli.experiment.Samples.answer;
import static io.morelli.experiment.Samples.scored;
import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.decision.SearchRule;
import io.morelli.decision.Thresholds;
import io.morelli.experiment.Duplicates.Pair;
import io.morelli.experiment.Question.Kind;
import io.morelli.experiment.Scored.View;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final SearchRule RULE = new SearchRule(new Thresholds(0.75, 0.3, 50, 12, 8));

  private final Duplicates duplicates = new Duplicates();

  @Test
  void aMatchIsRightOrWrong() {
    Recorded answer =
        answer(
            Kind.DEFORMED,
            "a",
            scored("a", 0.8, MANY, 30),
            scored("b", 0.4, MANY, 12),
            scored("c", 0.9, MANY, 3));
    Verdict verdict = Verdict.of(answer, RULE, duplicates);
    assertThat(verdict.right()).extracting(Scored::id).containsExactly("a");
    assertThat(verdict.wrong()).extracting(Scored::id).containsExactly("b");
    Figures figures = Figures.of(answer, verdict);
    assertThat(figures).isEqualTo(new Figures(1, 1, 1, 0, 1, 1, 1, 0));
    assertThat(figures.precision()).isEqualTo(0.5);
    assertThat(figures.recall()).isEqualTo(1);
  }

  @Test
  void aTrueDuplicateIsARightAnswer() {
    duplicates.add(new Pair("a", "a2", 0.95, 80));
    Recorded answer =
        answer(Kind.DEFORMED, "a", scored("a2", 0.8, MANY, 30), scored("a", 0.7, MANY, 5));
    Verdict verdict = Verdict.of(answer, RULE, duplicates);
    assertThat(verdict.found()).isTrue();
    assertThat(verdict.wrong()).isEmpty();
    assertThat(verdict.correct().orElseThrow().id()).isEqualTo("a2");
  }

  @Test
  void whatTheAnswerCalledOvershadowedIsNoMatchByAnyThresholdsThatItsCosineIsBelow() {
    Scored detail = new Scored("b", 0.74, MANY, MANY, 40, 20, true, View.WHOLE);
    Recorded answer = answer(Kind.DEFORMED, "a", scored("a", 0.8, MANY, 200), detail);
    assertThat(Verdict.of(answer, RULE, duplicates).wrong()).isEmpty();
    SearchRule lower = new SearchRule(new Thresholds(0.74, 0.3, 50, 12, 8));
    assertThat(Verdict.of(answer, lower, duplicates).wrong()).containsExactly(detail);
  }

  @Test
  void anyMatchOfAnAbsentPictureIsFalse() {
    Recorded answer = answer(Kind.ABSENT, "nowhere", scored("a", 0.8, MANY, 30));
    Figures figures = Figures.of(answer, Verdict.of(answer, RULE, duplicates));
    assertThat(figures).isEqualTo(new Figures(1, 0, 0, 0, 0, 1, 1, 0));
    assertThat(figures.recall()).isEqualTo(1);
    assertThat(figures.precision()).isZero();
  }

  @Test
  void aMissedPictureShowsItsBestCandidate() {
    Recorded answer = answer(Kind.LABELLED, "a", scored("a", 0.4, MANY, 11));
    Verdict verdict = Verdict.of(answer, RULE, duplicates);
    assertThat(verdict.found()).isFalse();
    assertThat(verdict.correct().orElseThrow().matchingPoints()).isEqualTo(11);
    assertThat(Figures.of(answer, verdict).recall()).isZero();
  }
}
