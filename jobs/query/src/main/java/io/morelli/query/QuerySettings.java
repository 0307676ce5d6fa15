package io.morelli.query;

import io.morelli.embedding.ModelInfo;
import io.morelli.features.VerifierSettings;
import io.morelli.operators.BatchSettings;
import io.morelli.operators.PoisonSettings;
import io.morelli.picture.PictureSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.Set;

/**
 * How requests are answered.
 *
 * @param model whose vectors are compared, with the thresholds fitted for it
 * @param topN candidates to verify unless the request says otherwise, at least 1
 * @param maxTopN that a request may ask for, at least topN
 * @param timeout from reading a request to its answer
 * @param responses topic for answers to requests that name none
 * @param replyTopics further topics that requests may name
 * @param secondPass what is tried where the whole picture finds nothing
 * @param chunkSize candidates that travel together to a verifying subtask, at least 1
 * @param maxSearches searches of the index in flight in a subtask, at least 1
 * @param batch of the embedding
 * @param embedderSlots slot sharing group of the model's subtasks
 * @param poison when a request is turned down for the crashes it was in
 * @param readers parallelism of fetch, decode and key points, and of what surrounds the index
 * @param embedders parallelism of the model
 * @param verifiers parallelism of the verification
 */
public record QuerySettings(
    PictureSettings pictures,
    VerifierSettings verifier,
    ModelInfo model,
    int topN,
    int maxTopN,
    Duration timeout,
    String responses,
    Set<String> replyTopics,
    SecondPass secondPass,
    int chunkSize,
    int maxSearches,
    BatchSettings batch,
    String embedderSlots,
    PoisonSettings poison,
    int readers,
    int embedders,
    int verifiers)
    implements Serializable {

  public QuerySettings {
    if (topN < 1 || topN > maxTopN) {
      throw new IllegalArgumentException(
          "top-n must lie between 1 and max-top-n: top-n %d, max-top-n %d"
              .formatted(topN, maxTopN));
    }
    if (chunkSize < 1 || maxSearches < 1) {
      throw new IllegalArgumentException(
          "chunk-size and max-searches must be at least 1: %d, %d"
              .formatted(chunkSize, maxSearches));
    }
  }
}
