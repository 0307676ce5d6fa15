package io.morelli.embedding;

import java.io.Serializable;
import java.util.Objects;

/**
 * Which model runs where.
 *
 * @param model {@link ModelFile#DEFAULT} or a model folder
 * @param device {@code cpu} or {@code gpu:N}; see {@link DeviceChoice}
 */
public record EmbeddingConfig(String model, Precision precision, String device)
    implements Serializable {

  /** The shipped model on the CPU, in the fastest precision. */
  public static final EmbeddingConfig DEFAULT =
      new EmbeddingConfig(ModelFile.DEFAULT, Precision.AUTO, "cpu");

  public EmbeddingConfig {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(device, "device");
  }
}
