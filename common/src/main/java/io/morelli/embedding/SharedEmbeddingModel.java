package io.morelli.embedding;

import java.util.HashMap;
import java.util.Map;

/**
 * A share in a model that all subtasks of a JVM with the same configuration use. The first share
 * loads the model, closing the last one frees it. Thread-safe.
 */
public final class SharedEmbeddingModel implements AutoCloseable {

  private static final Map<EmbeddingConfig, Holder> HOLDERS = new HashMap<>();

  private static final class Holder {
    final EmbeddingModel model;
    int shares;

    Holder(EmbeddingModel model) {
      this.model = model;
    }
  }

  private final EmbeddingConfig config;
  private final EmbeddingModel model;
  private boolean closed;

  private SharedEmbeddingModel(EmbeddingConfig config, EmbeddingModel model) {
    this.config = config;
    this.model = model;
  }

  /**
   * @throws IllegalArgumentException as {@link ModelFile#locate} and {@link EmbeddingModel#load}
   */
  public static SharedEmbeddingModel acquire(EmbeddingConfig config) {
    synchronized (HOLDERS) {
      Holder holder = HOLDERS.computeIfAbsent(config, SharedEmbeddingModel::load);
      holder.shares++;
      return new SharedEmbeddingModel(config, holder.model);
    }
  }

  /** Not to be closed by the caller. */
  public EmbeddingModel model() {
    return model;
  }

  /** Gives the share back; a second call does nothing. */
  @Override
  public void close() {
    synchronized (HOLDERS) {
      if (closed) {
        return;
      }
      closed = true;
      Holder holder = HOLDERS.get(config);
      holder.shares--;
      if (holder.shares == 0) {
        HOLDERS.remove(config);
        holder.model.close();
      }
    }
  }

  private static Holder load(EmbeddingConfig config) {
    ModelFile file = ModelFile.locate(config.model());
    return new Holder(EmbeddingModel.load(file, config.precision(), config.device()));
  }
}
