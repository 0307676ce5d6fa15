package io.morelli.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordPlaceTest {

  @Test
  void theOffsetTellsWithinAPartition() {
    RecordPlace first = new RecordPlace(0, 1, 2_000);
    RecordPlace second = new RecordPlace(0, 2, 1_000);
    assertThat(second.isAfter(first)).isTrue();
    assertThat(first.isAfter(second)).isFalse();
  }

  @Test
  void theTimeTellsBetweenPartitions() {
    RecordPlace first = new RecordPlace(0, 2, 1_000);
    RecordPlace second = new RecordPlace(1, 1, 2_000);
    assertThat(second.isAfter(first)).isTrue();
    assertThat(first.isAfter(second)).isFalse();
  }
}
