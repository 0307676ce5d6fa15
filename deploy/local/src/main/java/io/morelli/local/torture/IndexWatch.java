package io.morelli.local.torture;

import io.morelli.index.IndexUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Counts the pictures in an index, and notices when no more come.
 *
 * <p>Not thread-safe.
 */
final class IndexWatch {

  private final LongSupplier count;
  private final Duration patience;
  private final LongSupplier nanoTime;

  private long indexed;
  private long grown;

  /**
   * @param count of an index that is empty at first
   * @param patience how long it may stay as it is
   */
  IndexWatch(LongSupplier count, Duration patience, LongSupplier nanoTime) {
    this.count = count;
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.grown = nanoTime.getAsLong();
  }

  /** Pictures when it was last looked at. */
  long indexed() {
    return indexed;
  }

  /**
   * Looks at the index. One that does not answer has not grown, but may have at the next look.
   *
   * @param published pictures, for the message
   * @throws TimeoutException if it has not grown for longer than the patience
   */
  void look(long published) throws TimeoutException {
    String trouble = "";
    try {
      long now = count.getAsLong();
      if (now > indexed) {
        indexed = now;
        grown = nanoTime.getAsLong();
      }
    } catch (IndexUnavailableException e) {
      trouble = ": " + e.getMessage();
    }
    if (nanoTime.getAsLong() - grown > patience.toNanos()) {
      throw new TimeoutException(
          "%,d of %,d published pictures are in the index, and no more come%s"
              .formatted(indexed, published, trouble));
    }
  }
}
