package io.morelli.index;

import io.morelli.embedding.ModelInfo;

/**
 * An index was built with one embedding model and opened with another. Vectors of different models
 * cannot be compared, so nothing sensible could come of going on.
 */
public final class ModelMismatchException extends IllegalStateException {

  /**
   * @param index what was opened, for people
   * @param version of the model that the index was built with; null or empty if it does not say
   * @param dimension of the index; null if it does not say
   * @param model that it was opened with
   */
  ModelMismatchException(String index, String version, String dimension, ModelInfo model) {
    super(
        ("%s was built with model version %s (%s dimensions), but the model in use is %s, version"
                + " %s (%d dimensions). Use the model that it was built with, or fill another index"
                + " by 'morelli index reembed' and use that one, in Milvus by 'morelli index"
                + " switch'.")
            .formatted(
                index,
                version == null || version.isEmpty() ? "unknown" : version,
                dimension,
                model.name(),
                model.version(),
                model.dimension()));
  }
}
