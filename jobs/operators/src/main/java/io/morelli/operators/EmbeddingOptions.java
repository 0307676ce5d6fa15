package io.morelli.operators;

import io.morelli.embedding.DeviceChoice;
import io.morelli.embedding.Embedder;
import io.morelli.embedding.EmbeddingConfig;
import io.morelli.embedding.EmbeddingModel;
import io.morelli.embedding.ModelFile;
import io.morelli.embedding.ModelInfo;
import io.morelli.embedding.Placement;
import io.morelli.embedding.Precision;
import io.morelli.embedding.SharedEmbeddingModel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.graph.StreamGraphGenerator;

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
          .defaultValue("auto")
          .withDescription(
              "Where the model runs. auto: on the GPUs that Flink allots to the task manager as its"
                  + " external resource 'gpu', else on those that PyTorch finds, else on the CPU;"
                  + " gpu: the same, but never on the CPU; gpu:N; cpu. Subtasks take the GPUs in"
                  + " turn.");

  public static final ConfigOption<Boolean> OWN_SLOTS =
      ConfigOptions.key("embedding.own-slots")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the model's subtasks get slots of their own (another slot sharing group), so"
                  + " that decoding and comparing scale apart from the GPUs. The job then needs as"
                  + " many more slots as it has embedding subtasks.");

  /** The slot sharing group of all but the model, which is Flink's default one. */
  public static final String COMMON_SLOTS = StreamGraphGenerator.DEFAULT_SLOT_SHARING_GROUP;

  private static final String MODEL_SLOTS = "model";

  /**
   * By the job in this JVM. It deals the task manager's GPUs out, which the numbers of its subtasks
   * would not: of two task managers, one may have the even ones.
   */
  private static final AtomicInteger OPENED = new AtomicInteger();

  private EmbeddingOptions() {}

  /** The slot sharing group of the model's subtasks. */
  public static String slotSharingGroup(Configuration options) {
    return options.get(OWN_SLOTS) ? MODEL_SLOTS : COMMON_SLOTS;
  }

  /** Reads the model's description; the model itself is loaded on the task managers. */
  public static ModelInfo model(Configuration options) {
    return ModelFile.locate(options.get(MODEL)).info();
  }

  /**
   * Embedders of the subtasks of one JVM share one model.
   *
   * @param model that the options name here; were the files on a task manager others, its vectors
   *     would not fit into the index, so the job ends then and is not started again
   * @param threads of each embedder on a CPU; 0 for as many as its JVM has cores
   * @throws IllegalArgumentException if the device makes no sense; if it is not there, the job ends
   *     on the task manager and is not started again
   */
  public static EmbedderProvider embedders(Configuration options, ModelInfo model, int threads) {
    String place = options.get(MODEL);
    Precision precision = options.get(PRECISION);
    String asked = new DeviceChoice(options.get(DEVICE)).asked();
    String version = model.version();
    return gpus -> {
      String device = device(new DeviceChoice(asked), gpus);
      SharedEmbeddingModel shared =
          SharedEmbeddingModel.acquire(new EmbeddingConfig(place, precision, device));
      try {
        checkVersion(shared, place, version);
        int resolved = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        return new OwnedEmbedder(shared.model().newEmbedder(resolved), shared);
      } catch (RuntimeException e) {
        shared.close();
        throw e;
      }
    };
  }

  private static String device(DeviceChoice choice, List<Integer> gpus) {
    try {
      return choice.resolve(gpus, EmbeddingModel.usableGpus(), OPENED.getAndIncrement());
    } catch (IllegalArgumentException e) {
      throw new SuppressRestartsException(e);
    }
  }

  private static void checkVersion(SharedEmbeddingModel shared, String place, String version) {
    String here = shared.model().info().version();
    if (!here.equals(version)) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              ("the model '%s' has version %s on this task manager, but the job was started with"
                      + " version %s")
                  .formatted(place, here, version)));
    }
  }

  /** Gives its share in the model back when it is closed. */
  private record OwnedEmbedder(Embedder embedder, SharedEmbeddingModel shared) implements Embedder {

    @Override
    public ModelInfo model() {
      return embedder.model();
    }

    @Override
    public Placement placement() {
      return embedder.placement();
    }

    @Override
    public float[][] embed(List<byte[]> pictures) {
      return embedder.embed(pictures);
    }

    @Override
    public void close() {
      try (shared) {
        embedder.close();
      }
    }
  }
}
