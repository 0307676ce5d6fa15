package io.morelli.local.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.morelli.index.IndexUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class IndexWatchTest {

  /** Below zero: the index does not answer. */
  private long count;

  private long seconds;

  private final IndexWatch watch =
      new IndexWatch(this::count, Duration.ofSeconds(10), () -> seconds * 1_000_000_000);

  private long count() {
    if (count < 0) {
      throw new IndexUnavailableException("no Milvus answers");
    }
    return count;
  }

  @Test
  void aCountThatFailsIsTriedAgain() throws Exception {
    look(5, 7);
    look(15, -1);
    assertThat(watch.indexed()).isEqualTo(7);
    look(16, 9);
    assertThat(watch.indexed()).isEqualTo(9);
    look(26, 9);
  }

  @Test
  void anIndexThatDoesNotGrowIsAStall() throws Exception {
    look(5, 7);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> look(16, 7))
        .withMessage("7 of 20 published pictures are in the index, and no more come");
  }

  @Test
  void anIndexThatStaysAwayIsAStallThatSaysWhy() {
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> look(11, -1))
        .withMessage(
            "0 of 20 published pictures are in the index, and no more come: no Milvus answers");
  }

  private void look(long at, long found) throws TimeoutException {
    seconds = at;
    count = found;
    watch.look(20);
  }
}
