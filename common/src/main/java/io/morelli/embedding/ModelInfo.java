package io.morelli.embedding;

import io.morelli.decision.Thresholds;
import java.io.Serializable;

/**
 * What the rest of the system must know of an embedding model.
 *
 * @param name for people
 * @param version SHA-256 of program and weights, lower-case hexadecimal
 * @param inputSize side of the square input, pixels
 * @param dimension length of a vector
 * @param thresholds fitted for this model
 */
public record ModelInfo(
    String name, String version, int inputSize, int dimension, Thresholds thresholds)
    implements Serializable {

  /** The same model, searched with other thresholds. */
  public ModelInfo withThresholds(Thresholds others) {
    return new ModelInfo(name, version, inputSize, dimension, others);
  }
}
