package io.morelli.experiment;

import static io.morelli.experiment.Samples.MANY;
import static io.morelli.experiment.Samples.scored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.morelli.decision.SearchRule;
import io.morelli.decision.Thresholds;
import io.morelli.experiment.Question.Kind;
import io.morelli.experiment.ThresholdFitter.Fit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThresholdFitterTest {

  private static final Thresholds RECORDED = new Thresholds(0.75, 0.1, 50, 12, 8);

  private final Evidence evidence = new Evidence();
  private final List<Scored> right = new ArrayList<>();
  private final List<Scored> wrong = new ArrayList<>();

  @Test
  void thresholdsLieInTheMiddleOfTheGap() {
    right("a", 0.80, 40);
    right("b", 0.60, 30);
    unrelated(2_000);
    wrong(0.40, 9);
    Fit fit = fit(1);
    assertThat(fit.recall()).isEqualTo(1);
    assertThat(fit.precision()).isEqualTo(1);
    // Unrelated pairs reach 9 points, the weakest right pair has 30.
    assertThat(fit.thresholds().manyPoints()).isEqualTo(20);
    assertThat(fit.thresholds().lowCosine()).isCloseTo(0.31, within(0.011));
    assertThat(fit.thresholds().highCosine()).isCloseTo(0.51, within(0.011));
    assertThat(fit.thresholds().minKeyPoints()).isEqualTo(50);
  }

  @Test
  void aSimilarPairNeedsFewerPointsThanADissimilarOne() {
    right("similar", 0.90, 12);
    right("dissimilar", 0.30, 40);
    unrelated(2_000);
    wrong(0.60, 20);
    Fit fit = fit(1);
    assertThat(fit.recall()).isEqualTo(1);
    assertThat(fit.precision()).isEqualTo(1);
    assertThat(fit.thresholds().manyPoints()).isEqualTo(31);
    assertThat(fit.thresholds().fewPoints()).isEqualTo(7);
    assertThat(fit.thresholds().highCosine()).isCloseTo(0.76, within(0.011));
    assertThat(fit.thresholds().lowCosine()).isCloseTo(0.20, within(0.011));
  }

  @Test
  void aPictureThatIsTooSimpleNeedsACosineAboveTheWrongOnes() {
    add(true, scored("simple", 0.95, 20, 0));
    right("rich", 0.50, 40);
    unrelated(2_000);
    add(false, scored("simple, too", 0.85, 20, 0));
    Fit fit = fit(1);
    assertThat(fit.recall()).isEqualTo(1);
    assertThat(fit.thresholds().highCosine()).isBetween(0.86, 0.95);
  }

  @Test
  void precisionIsGivenUpOnlyWhereItMayBe() {
    for (int i = 0; i < 90; i++) {
      right("easy" + i, 0.80, 50);
    }
    for (int i = 0; i < 10; i++) {
      right("hard" + i, 0.40, 12);
    }
    unrelated(2_000);
    wrong(0.40, 25);
    assertThat(fit(1).recall()).isEqualTo(0.9);
    Fit tolerant = fit(0.99);
    assertThat(tolerant.recall()).isEqualTo(1);
    assertThat(tolerant.precision()).isEqualTo(100.0 / 101);
    assertThat(tolerant.curve()).hasSize(2);
    assertThat(tolerant.curve().get(0).recall()).isEqualTo(0.9);
    assertThat(tolerant.curve().get(0).precision()).isEqualTo(1);
    assertThat(tolerant.curve().get(1).recall()).isEqualTo(1);
  }

  @Test
  void aThresholdByItselfIsAboveWhatUnrelatedPairsReach() {
    // Cosine alone would tell these apart, by luck.
    right("a", 0.97, 5);
    unrelated(10_000);
    for (int i = 0; i < 100; i++) {
      wrong(0.10, 7);
    }
    assertThat(new ThresholdFitter(evidence, 1, RECORDED).fit()).isEmpty();
  }

  @Test
  void whatWasNotRecordedIsNotFitted() {
    right("a", 0.05, 40);
    right("b", 0.50, 40);
    unrelated(2_000);
    Fit fit = fit(1);
    assertThat(fit.recall()).isEqualTo(0.5);
    assertThat(fit.thresholds().lowCosine()).isGreaterThanOrEqualTo(RECORDED.lowCosine());
    assertThat(fit.thresholds().minKeyPoints()).isGreaterThanOrEqualTo(RECORDED.minKeyPoints());
  }

  @Test
  void aQuestionWithoutItsPictureAmongTheCandidatesIsMissed() {
    right("a", 0.80, 40);
    evidence.addFindable(
        Verdict.of(
            Samples.answer(Kind.DEFORMED, "lost"), new SearchRule(RECORDED), new Duplicates()));
    unrelated(2_000);
    assertThat(fit(1).recall()).isEqualTo(0.5);
  }

  @Test
  void aWrongPairThatIsOvershadowedStaysBelowTOrFewPoints() {
    right("a", 0.60, 10);
    // So many that neither T nor n turns down the other pair by itself.
    unrelated(200_000);
    add(false, scored("detail", 0.66, MANY, 12, true));
    Thresholds recorded = new Thresholds(0.70, 0.1, 50, 12, 8);
    Fit fit = new ThresholdFitter(evidence, 1, recorded).fit().orElseThrow();
    assertThat(fit.recall()).isEqualTo(1);
    assertThat(fit.precision()).isEqualTo(1);
    assertThat(fit.thresholds().fewPoints()).isLessThan(12);
    assertThat(fit.thresholds().highCosine()).isGreaterThan(0.66);
  }

  @Test
  void aCorrectPairThatIsOvershadowedIsNotFoundByManyPoints() {
    add(true, scored("a", 0.60, MANY, 40, true));
    right("b", 0.60, 40);
    unrelated(2_000);
    // T lies above it.
    wrong(0.70, 0);
    assertThat(fit(1).recall()).isEqualTo(0.5);
  }

  @Test
  void theFiguresAreThoseOfTheSearchRuleAndNoThresholdsDoBetter() {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      int keyPoints = random.nextInt(20) == 0 ? 30 : MANY;
      double cosine = 0.2 + 0.8 * random.nextDouble();
      boolean overshadowed = random.nextInt(10) == 0;
      add(true, scored("right" + i, cosine, keyPoints, random.nextInt(60), overshadowed));
    }
    for (int i = 0; i < 5_000; i++) {
      int keyPoints = random.nextInt(20) == 0 ? 30 : MANY;
      double cosine = Math.min(1, 0.2 * Math.abs(random.nextGaussian()));
      int points = random.nextInt(100) == 0 ? random.nextInt(25) : random.nextInt(5);
      boolean overshadowed = random.nextInt(10) == 0;
      add(false, scored("wrong" + i, cosine, keyPoints, points, overshadowed));
    }
    for (double precision : new double[] {1, 0.99, 0.9}) {
      Fit fit = fit(precision);
      SearchRule rule = new SearchRule(fit.thresholds());
      long found = matches(right, rule);
      long falsely = matches(wrong, rule);
      assertThat(fit.recall()).isEqualTo(found / 300.0);
      assertThat(fit.precision()).isEqualTo((double) found / (found + falsely));
      assertThat(fit.precision()).isGreaterThanOrEqualTo(precision);
      for (int trial = 0; trial < 500; trial++) {
        // No looser than n and T are allowed to be.
        Thresholds rival = looser(fit.thresholds(), random);
        long rivalFound = matches(right, new SearchRule(rival));
        long rivalWrong = matches(wrong, new SearchRule(rival));
        if (rivalFound > found) {
          assertThat((double) rivalFound / (rivalFound + rivalWrong))
              .as(rival.toString())
              .isLessThan(precision);
        }
      }
    }
  }

  @Test
  void aCosineReachesTheThresholdOfItsBin() {
    for (int hundredths = -100; hundredths <= 100; hundredths++) {
      double cosine = hundredths / 100.0;
      int bin = Evidence.cosineBin(cosine);
      assertThat(Evidence.cosine(bin)).isEqualTo(cosine);
      assertThat(Evidence.cosineBin(Math.nextDown(cosine))).isEqualTo(Math.max(0, bin - 1));
    }
  }

  @Test
  void refusesAPrecisionThatIsNone() {
    assertThatThrownBy(() -> new ThresholdFitter(evidence, 1.5, RECORDED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }

  /** Thresholds near the given ones, n and T no lower. */
  private static Thresholds looser(Thresholds t, Random random) {
    int few = t.fewPoints() + random.nextInt(6);
    double high = Math.min(1, t.highCosine() + random.nextInt(6) / 100.0);
    double low = Math.min(high, (10 + random.nextInt(50)) / 100.0);
    return new Thresholds(high, low, 50, Math.max(few, random.nextInt(60)), few);
  }

  private static long matches(List<Scored> pairs, SearchRule rule) {
    return pairs.stream().filter(pair -> pair.rule(rule).match()).count();
  }

  private Fit fit(double precision) {
    return new ThresholdFitter(evidence, precision, RECORDED).fit().orElseThrow();
  }

  private void right(String id, double cosine, int points) {
    add(true, scored(id, cosine, MANY, points));
  }

  private void wrong(double cosine, int points) {
    add(false, scored("wrong", cosine, MANY, points));
  }

  /** Pairs as nearly all unrelated ones are. */
  private void unrelated(int count) {
    for (int i = 0; i < count; i++) {
      wrong(0.0, 0);
    }
  }

  private void add(boolean correct, Scored pair) {
    if (correct) {
      right.add(pair);
      evidence.addFindable(
          Verdict.of(
              Samples.answer(Kind.DEFORMED, pair.id(), pair),
              new SearchRule(RECORDED),
              new Duplicates()));
    } else {
      wrong.add(pair);
      evidence.addWrong(pair);
    }
  }
}
