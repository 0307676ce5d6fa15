package io.morelli.operators;

import io.morelli.embedding.Embedder;
import java.io.Serializable;

/** Travels to the task managers and opens an embedder there, one for each subtask. */
@FunctionalInterface
public interface EmbedderProvider extends Serializable {

  Embedder open();
}
