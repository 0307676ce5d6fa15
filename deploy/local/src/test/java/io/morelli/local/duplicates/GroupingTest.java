package io.morelli.local.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupingTest {

  @Test
  void whatIsTheSameAsTheSameIsTheSame() {
    assertThat(
            ids(
                List.of(
                    pair("a", "b", 30), pair("c", "d", 30), pair("x", "y", 30), pair("b", "c", 30)),
                Set.of()))
        .containsExactly(Set.of("a", "b", "c", "d"), Set.of("x", "y"));
  }

  @Test
  void keepsThePairsOfAGroupStrongestFirst() {
    DuplicatePair weak = pair("a", "b", 30);
    DuplicatePair strong = pair("b", "c", 300);
    DuplicatePair between = pair("a", "c", 100);
    assertThat(Grouping.of(List.of(weak, strong, between), Set.of()))
        .containsExactly(new Grouping.Group(Set.of("a", "b", "c"), List.of(strong, between, weak)));
  }

  @Test
  void whatDiffersSharesNoGroupEvenThroughAThird() {
    List<DuplicatePair> pairs = new ArrayList<>(List.of(pair("a", "b", 90), pair("b", "c", 40)));
    for (int i = 0; i < 2; i++) {
      assertThat(ids(pairs, Set.of(IdPair.of("c", "a")))).containsExactly(Set.of("a", "b"));
      Collections.reverse(pairs);
    }
  }

  @Test
  void nothingIsItsOwnDuplicate() {
    assertThatThrownBy(() -> IdPair.of("a", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a'");
    assertThat(IdPair.of("b", "a")).isEqualTo(new IdPair("a", "b"));
  }

  private static List<Set<String>> ids(List<DuplicatePair> pairs, Set<IdPair> different) {
    return Grouping.of(pairs, different).stream().map(Grouping.Group::ids).toList();
  }

  private static DuplicatePair pair(String a, String b, int points) {
    return new DuplicatePair(IdPair.of(a, b), 0.9, points, false);
  }
}
