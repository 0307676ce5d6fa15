package io.morelli.deformation;

import java.util.ArrayDeque;
import java.util.Deque;
import org.opencv.core.Mat;

/** Owns the native memory of matrices and releases all of it when closed. */
final class MatScope implements AutoCloseable {

  private final Deque<Mat> owned = new ArrayDeque<>();

  /** A new empty matrix that lives as long as this scope. */
  Mat mat() {
    return own(new Mat());
  }

  <T extends Mat> T own(T mat) {
    owned.push(mat);
    return mat;
  }

  @Override
  public void close() {
    owned.forEach(Mat::release);
  }
}
