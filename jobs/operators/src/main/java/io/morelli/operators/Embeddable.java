package io.morelli.operators;

import java.io.Serializable;
import java.util.List;

/**
 * How a stream element takes part in a batch of the {@link EmbedOperator}.
 *
 * @param <IN> before embedding
 * @param <OUT> after embedding
 */
public interface Embeddable<IN, OUT> extends Serializable {

  /** The model inputs of an element; none if it only passes through, in its place in the order. */
  List<byte[]> pictures(IN element);

  /**
   * @param vectors one for each of {@link #pictures}, in their order
   */
  OUT embedded(IN element, List<float[]> vectors);
}
