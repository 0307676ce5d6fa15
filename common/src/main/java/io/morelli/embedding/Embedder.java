package io.morelli.embedding;

import java.util.List;

/** Turns pictures into unit vectors. Not thread-safe: one per operator subtask. */
public interface Embedder extends AutoCloseable {

  ModelInfo model();

  /**
   * Embeds a batch.
   *
   * @param pictures each {@code 3 * inputSize * inputSize} bytes, as {@link ModelInput} makes them;
   *     at least one
   * @return one unit vector of {@code dimension} floats a picture, in the same order
   */
  float[][] embed(List<byte[]> pictures);

  @Override
  void close();
}
