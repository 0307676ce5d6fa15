package io.morelli.operators;

import io.morelli.embedding.Embedder;
import java.io.Serializable;
import java.util.List;

/** Travels to the task managers and opens an embedder there, one for each subtask. */
@FunctionalInterface
public interface EmbedderProvider extends Serializable {

  /**
   * @param gpus indexes of the GPUs that Flink allots to the task manager, in their order; empty if
   *     it knows of none
   */
  Embedder open(List<Integer> gpus);
}
