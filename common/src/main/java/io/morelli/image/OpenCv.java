package io.morelli.image;

import nu.pattern.OpenCV;
import org.opencv.core.Core;

/**
 * Loads OpenCV's native library once for each class loader. In a Flink cluster the jar therefore
 * lies in {@code lib/}, where one loader serves all jobs.
 */
public final class OpenCv {

  static {
    OpenCV.loadLocally();
    // Parallelism comes from the subtasks; threads below them would only compete.
    Core.setNumThreads(1);
  }

  private OpenCv() {}

  /** Returns once the native library is usable. */
  public static void load() {
    // The work is done by the initialiser of this class, which the JVM runs once.
  }
}
