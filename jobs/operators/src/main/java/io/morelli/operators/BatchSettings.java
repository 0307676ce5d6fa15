package io.morelli.operators;

import java.io.Serializable;

/**
 * When a bundle of pictures goes to the model.
 *
 * @param maxPictures as soon as it holds so many, at least 1
 * @param maxDelayMillis at the latest so long after its first element, at least 0
 */
public record BatchSettings(int maxPictures, long maxDelayMillis) implements Serializable {

  public BatchSettings {
    if (maxPictures < 1 || maxDelayMillis < 0) {
      throw new IllegalArgumentException(
          "a batch needs maxPictures >= 1 and maxDelayMillis >= 0: %d, %d"
              .formatted(maxPictures, maxDelayMillis));
    }
  }
}
