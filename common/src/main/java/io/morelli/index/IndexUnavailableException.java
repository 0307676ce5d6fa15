package io.morelli.index;

/** The index could not do what was asked in time; a later try may succeed. */
public final class IndexUnavailableException extends RuntimeException {

  public IndexUnavailableException(String message) {
    super(message);
  }

  public IndexUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
