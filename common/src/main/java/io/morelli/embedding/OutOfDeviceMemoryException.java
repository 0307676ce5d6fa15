package io.morelli.embedding;

/** A batch does not fit into the memory of the GPU; a smaller one may. */
public final class OutOfDeviceMemoryException extends RuntimeException {

  public OutOfDeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
