package io.morelli.index;

import java.io.IOException;

/** Turns Lucene's input and output errors into the index's own. */
final class Lucene {

  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  private Lucene() {}

  /**
   * @param what is done, to complete "cannot ..."
   * @throws IndexUnavailableException if it throws an {@link IOException}
   */
  static <T> T call(String what, Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new IndexUnavailableException("cannot %s: %s".formatted(what, e), e);
    }
  }
}
