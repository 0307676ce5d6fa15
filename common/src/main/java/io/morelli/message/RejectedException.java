package io.morelli.message;

import java.util.Objects;

/**
 * Input that cannot be worked on, with the reason in a form that programs understand. It describes
 * the input, never a fault of the system: trying again gives the same answer, but for {@link
 * ErrorCode#FETCH_FAILED}, where others may have been at fault for longer than was waited.
 */
public final class RejectedException extends Exception {

  /** Of a message that quotes input of any length. */
  private static final int MAX_CHARACTERS = 1_000;

  private final ErrorCode code;

  /**
   * @param message what is wrong, naming the offending value; shown to users; cut off after 1,000
   *     characters, since it goes into answers and headers whose room is limited
   */
  public RejectedException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public RejectedException(ErrorCode code, String message, Throwable cause) {
    super(cut(message), cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  public ErrorCode code() {
    return code;
  }

  private static String cut(String message) {
    if (message == null || message.length() <= MAX_CHARACTERS) {
      return message;
    }
    // Half of a surrogate pair could not be written as UTF-8.
    int end =
        MAX_CHARACTERS - (Character.isHighSurrogate(message.charAt(MAX_CHARACTERS - 1)) ? 1 : 0);
    return message.substring(0, end) + " ...";
  }
}
