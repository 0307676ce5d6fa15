package io.morelli.operators;

import io.morelli.embedding.Embedder;
import io.morelli.embedding.EmbeddingConfig;
import io.morelli.embedding.ModelFile;
import io.morelli.embedding.ModelInfo;
import io.morelli.embedding.Precision;
import io.morelli.embedding.SharedEmbeddingModel;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/** The model that turns pictures into vectors, and where it runs. */
public final class EmbeddingOptions {

  public static final ConfigOption<String> MODEL =
      ConfigOptions.key("embedding.model")
          .stringType()
          .defaultValue(ModelFile.DEFAULT)
          .withDescription(
              "Folder of a model on the task managers, or 'default' for the shipped one.");

  public static final ConfigOption<Precision> PRECISION =
      ConfigOptions.key("embedding.precision")
          .enumType(Precision.class)
          .defaultValue(Precision.AUTO)
          .withDescription("AUTO takes the fastest that the device computes in hardware.");

  public static final ConfigOption<String> DEVICE =
      ConfigOptions.key("embedding.device")
          .stringType()
          .defaultValue("cpu")
          .withDescription("Where the model runs: cpu, gpu, or gpu:N.");

  private EmbeddingOptions() {}

  public static EmbeddingConfig config(Configuration options) {
    return new EmbeddingConfig(options.get(MODEL), options.get(PRECISION), options.get(DEVICE));
  }

  /** Reads the model's description; the model itself is loaded on the task managers. */
  public static ModelInfo model(Configuration options) {
    return ModelFile.locate(options.get(MODEL)).info();
  }

  /**
   * Embedders of the subtasks of one JVM share one model.
   *
   * @param threads of each embedder on a CPU; 0 for as many as its JVM has cores
   */
  public static EmbedderProvider embedders(Configuration options, int threads) {
    EmbeddingConfig config = config(options);
    return () -> {
      SharedEmbeddingModel shared = SharedEmbeddingModel.acquire(config);
      int resolved = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
      return new OwnedEmbedder(shared.model().newEmbedder(resolved), shared);
    };
  }

  /** Gives its share in the model back when it is closed. */
  private record OwnedEmbedder(Embedder embedder, SharedEmbeddingModel shared) implements Embedder {

    @Override
    public ModelInfo model() {
      return embedder.model();
    }

    @Override
    public float[][] embed(List<byte[]> pictures) {
      return embedder.embed(pictures);
    }

    @Override
    public void close() {
      embedder.close();
      shared.close();
    }
  }
}
