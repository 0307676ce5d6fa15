package io.morelli.local.client;

import java.io.IOException;

/** The system that was addressed does not answer. */
public final class UnreachableException extends IOException {

  public UnreachableException(String message) {
    super(message);
  }

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
