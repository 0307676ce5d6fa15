package io.morelli.embedding;

import java.util.List;

/** Turns pictures into unit vectors. Not thread-safe: one per operator subtask. */
public interface Embedder extends AutoCloseable {

  ModelInfo model();

  Placement placement();

  /**
   * Embeds a batch.
   *
   * @param pictures each {@code 3 * inputSize * inputSize} bytes, as {@link ModelInput} makes them;
   *     at least one
   * @return one unit vector of {@code dimension} floats a picture, in the same order
   * @throws OutOfDeviceMemoryException if the batch is too large for the device; the embedder can
   *     still be used
   */
  float[][] embed(List<byte[]> pictures);

  @Override
  void close();
}
