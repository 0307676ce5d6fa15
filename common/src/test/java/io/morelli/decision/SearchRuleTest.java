package io.morelli.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchRuleTest {

  /** The paper's values. */
  private static final SearchRule RULE = new SearchRule(new Thresholds(0.91, 0.1, 10, 20, 10));

  @ParameterizedTest
  @CsvSource({
    // below t nothing helps
    "-1.0,    500, 500, 500, COSINE_TOO_LOW",
    "0.09999, 500, 500, 500, COSINE_TOO_LOW",
    "0.09999,   0,   0,   0, COSINE_TOO_LOW",
    // from t on many points decide
    "0.1,     500, 500,  19, TOO_FEW_POINTS",
    "0.1,     500, 500,  20, MANY_POINTS",
    "0.1,     500, 500,  21, MANY_POINTS",
    "0.90999, 500, 500,   9, TOO_FEW_POINTS",
    "0.90999, 500, 500,  10, TOO_FEW_POINTS",
    "0.90999, 500, 500,  19, TOO_FEW_POINTS",
    "0.90999, 500, 500,  20, MANY_POINTS",
    // from T on few are enough
    "0.91,    500, 500,   9, TOO_FEW_POINTS",
    "0.91,    500, 500,  10, HIGH_COSINE_FEW_POINTS",
    "0.91,    500, 500,  11, HIGH_COSINE_FEW_POINTS",
    "1.0,     500, 500,   0, TOO_FEW_POINTS",
    "1.0,     500, 500,  20, HIGH_COSINE_FEW_POINTS",
    // below K on either side the cosine decides, whatever points there are
    "0.90999,   9, 500, 500, TOO_SIMPLE_LOW_COSINE",
    "0.91,      9, 500,   0, TOO_SIMPLE_HIGH_COSINE",
    "0.90999, 500,   9, 500, TOO_SIMPLE_LOW_COSINE",
    "0.91,    500,   9,   0, TOO_SIMPLE_HIGH_COSINE",
    "0.1,       0,   0,   0, TOO_SIMPLE_LOW_COSINE",
    "1.0,       0,   0,   0, TOO_SIMPLE_HIGH_COSINE",
    "0.91,     10,  10,   9, TOO_FEW_POINTS",
    "0.91,     10,  10,  10, HIGH_COSINE_FEW_POINTS",
    "0.1,      10,  11,   9, TOO_FEW_POINTS",
  })
  void appliesTheFirstRuleThatFits(
      double cosine, int queryKeyPoints, int candidateKeyPoints, int matchingPoints, Rule rule) {
    assertThat(RULE.decide(cosine, queryKeyPoints, candidateKeyPoints, matchingPoints, () -> false))
        .isEqualTo(rule);
  }

  @ParameterizedTest
  @CsvSource({
    "0.09999, 500, 500, COSINE_TOO_LOW",
    "0.1,     500,   9, TOO_FEW_POINTS",
    "0.1,     500,  10, OVERSHADOWED",
    "0.90999, 500, 500, OVERSHADOWED",
    // a whole picture that is alike is no shared detail
    "0.91,    500,  10, HIGH_COSINE_FEW_POINTS",
    "0.91,      9, 500, TOO_SIMPLE_HIGH_COSINE",
    "0.90999,   9, 500, TOO_SIMPLE_LOW_COSINE",
  })
  void whatIsOvershadowedNeedsAHighCosine(
      double cosine, int candidateKeyPoints, int matchingPoints, Rule rule) {
    assertThat(RULE.decide(cosine, 500, candidateKeyPoints, matchingPoints, () -> true))
        .isEqualTo(rule);
  }

  @ParameterizedTest
  @CsvSource({
    "0.09999, 500, 500, false",
    "0.1,     500, 500, true",
    "1.0,     500, 500, true",
    "0.1,      10,  10, true",
    "0.1,       9,  10, false",
    "0.1,      10,   9, false",
  })
  void verifiesOnlyWhereItCanMatter(
      double cosine, int queryKeyPoints, int candidateKeyPoints, boolean needed) {
    assertThat(RULE.needsVerification(cosine, queryKeyPoints, candidateKeyPoints))
        .isEqualTo(needed);
  }

  @ParameterizedTest
  @CsvSource({
    "COSINE_TOO_LOW, false",
    "TOO_SIMPLE_HIGH_COSINE, true",
    "TOO_SIMPLE_LOW_COSINE, false",
    "HIGH_COSINE_FEW_POINTS, true",
    "MANY_POINTS, true",
    "OVERSHADOWED, false",
    "TOO_FEW_POINTS, false",
  })
  void everyRuleSaysWhetherItMatches(Rule rule, boolean match) {
    assertThat(rule.match()).isEqualTo(match);
  }

  @Test
  void skippedVerificationNeverChangesTheAnswer() {
    for (double cosine : new double[] {-1, 0, 0.0999, 0.1, 0.5, 0.9099, 0.91, 1}) {
      for (int query = 8; query <= 12; query++) {
        for (int candidate = 8; candidate <= 12; candidate++) {
          if (!RULE.needsVerification(cosine, query, candidate)) {
            assertThat(RULE.decide(cosine, query, candidate, 0, () -> false))
                .isEqualTo(RULE.decide(cosine, query, candidate, 1000, () -> true));
          }
        }
      }
    }
  }

  @Test
  void rejectsACosineThatIsNoNumber() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RULE.decide(Double.NaN, 50, 50, 50, () -> false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RULE.needsVerification(Double.NaN, 50, 50));
  }
}
