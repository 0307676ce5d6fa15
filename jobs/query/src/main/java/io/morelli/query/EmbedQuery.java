package io.morelli.query;

import io.morelli.operators.Embeddable;
import java.util.List;

/** Gives each view of a query its vector, if it has none. */
final class EmbedQuery implements Embeddable<Query, Query> {

  private static final long serialVersionUID = 1L;

  private final String stagePrefix;

  EmbedQuery(String stagePrefix) {
    this.stagePrefix = stagePrefix;
  }

  @Override
  public List<byte[]> pictures(Query query) {
    return query.views().stream()
        .filter(view -> view.vector() == null)
        .map(view -> view.picture().pixels())
        .toList();
  }

  @Override
  public Query embedded(Query query, List<float[]> vectors) {
    return query.withVectors(vectors).stageDone(stagePrefix + "embed");
  }
}
