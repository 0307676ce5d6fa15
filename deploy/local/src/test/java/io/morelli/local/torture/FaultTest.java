package io.morelli.local.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {

  @Test
  void theSamePlanForTheSameSeedOnly() {
    assertThat(Fault.plan(1, 20)).hasSize(20).isEqualTo(Fault.plan(1, 20));
    assertThat(Fault.plan(1, 20)).isNotEqualTo(Fault.plan(2, 20));
  }

  @Test
  void everyKindHasItsTurn() {
    int kinds = Fault.Kind.values().length;
    List<Fault> plan = Fault.plan(5, 2 * kinds);
    for (List<Fault> turn : List.of(plan.subList(0, kinds), plan.subList(kinds, 2 * kinds))) {
      assertThat(turn).extracting(Fault::kind).containsExactlyInAnyOrder(Fault.Kind.values());
    }
  }

  /** Every part of the system is hit, one of them by a standstill. */
  @Test
  void theShortFormOfTortureHasFourFaults() {
    assertThat(Fault.plan(1, 4))
        .extracting(Fault::kind)
        .containsExactlyInAnyOrder(
            Fault.Kind.KILL_MILVUS,
            Fault.Kind.KILL_TASK_MANAGER,
            Fault.Kind.PAUSE_KAFKA,
            Fault.Kind.KILL_JOB_MANAGER);
  }
}
