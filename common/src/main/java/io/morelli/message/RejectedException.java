package io.morelli.message;

import java.util.Objects;

/**
 * Input that cannot be worked on, with the reason in a form that programs understand. It describes
 * the input, never a fault of the system: trying again gives the same answer, but for {@link
 * ErrorCode#FETCH_FAILED}, where others may have been at fault for longer than was waited.
 */
public final class RejectedException extends Exception {

  private final ErrorCode code;

  /**
   * @param message what is wrong, naming the offending value; shown to users
   */
  public RejectedException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public RejectedException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  public ErrorCode code() {
    return code;
  }
}
