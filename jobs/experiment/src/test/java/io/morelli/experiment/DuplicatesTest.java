package io.morelli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.experiment.Duplicates.Pair;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DuplicatesTest {

  private final Duplicates duplicates = new Duplicates();

  @Test
  void groupsAreTransitive() {
    duplicates.add(new Pair("a", "b", 0.9, 50));
    duplicates.add(new Pair("c", "d", 0.9, 50));
    assertThat(duplicates.group("a")).isEqualTo(duplicates.group("b"));
    assertThat(duplicates.group("a")).isNotEqualTo(duplicates.group("c"));
    duplicates.add(new Pair("d", "a", 0.9, 50));
    assertThat(duplicates.group("c")).isEqualTo(duplicates.group("b"));
    assertThat(duplicates.group("x")).isEqualTo("x");
  }

  @Test
  void aGroupIsNamedByItsSmallestIdInWhateverOrderThePairsCome() {
    duplicates.add(new Pair("b", "c", 0.9, 50));
    duplicates.add(new Pair("e", "d", 0.9, 50));
    duplicates.add(new Pair("e", "c", 0.9, 50));
    assertThat(duplicates.group("d")).isEqualTo("b");
    duplicates.add(new Pair("e", "a", 0.9, 50));
    assertThat(duplicates.group("b")).isEqualTo("a");
  }

  @Test
  void aPairFoundFromBothSidesIsOnePair() {
    duplicates.add(new Pair("a", "b", 0.9, 50));
    duplicates.add(new Pair("b", "a", 0.9, 60));
    duplicates.add(new Pair("b", "c", 0.8, 31));
    assertThat(duplicates.pairs())
        .containsExactly(new Pair("b", "c", 0.8, 31), new Pair("b", "a", 0.9, 60));
  }

  @Test
  void aLongChainIsOneGroupInWhateverOrderItComes() {
    int length = 10_000;
    Random random = new Random(1);
    random
        .ints(0, length)
        .distinct()
        .limit(length)
        .forEach(i -> duplicates.add(new Pair("p" + i, "p" + (i + 1), 0.9, 50)));
    String group = duplicates.group("p0");
    for (int i = 1; i <= length; i++) {
      assertThat(duplicates.group("p" + i)).isEqualTo(group);
    }
  }
}
