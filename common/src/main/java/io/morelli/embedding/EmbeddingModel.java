package io.morelli.embedding;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.morelli.embedding.weights.WeightTensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loaded network: its program and its weights in native memory. Thread-safe; every thread embeds
 * through an {@link Embedder} of its own. Embedders must be closed before their model.
 *
 * <p>Embedders times their threads should not exceed the cores. Many embedders of one thread each
 * embed more pictures a second than one of many threads, which answers a single picture sooner. Set
 * {@code OMP_WAIT_POLICY=passive} in the environment of the process: otherwise these threads wait
 * for each other spinning, and where other threads want the cores too a picture can take eight
 * times as long.
 */
public final class EmbeddingModel implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingModel.class);
  private static final Pattern GPU = Pattern.compile("gpu:(\\d{1,3})");

  /** Of OpenMP, which reads it when its library is loaded: too early to be set from here. */
  private static final String WAIT_POLICY = "OMP_WAIT_POLICY";

  private final ModelInfo info;
  private final List<String> classNames;
  private final int classCount;
  private final Placement placement;
  private final PtNDManager manager;
  private final PtSymbolBlock program;

  private EmbeddingModel(
      ModelFile file, Placement placement, PtNDManager manager, PtSymbolBlock program) {
    this.info = file.info();
    this.classNames = file.classNames();
    this.classCount = file.classCount();
    this.placement = placement;
    this.manager = manager;
    this.program = program;
  }

  /**
   * Loads a model onto a device.
   *
   * @param device {@code cpu} or {@code gpu:N}; see {@link DeviceChoice}
   * @throws IllegalArgumentException if the device does not exist or cannot compute in this
   *     precision, or if the weights do not fit the program
   */
  public static EmbeddingModel load(ModelFile file, Precision precision, String device) {
    Engine engine = engine();
    Device target = device(device, engine);
    Placement placement = new Placement(device, precision.resolve(target.isGpu()));
    PtNDManager manager = (PtNDManager) engine.newBaseManager(target);
    try {
      PtSymbolBlock program =
          JniUtils.loadModule(manager, new ByteArrayInputStream(file.program()), false, false);
      loadWeights(file, placement.precision(), manager, program);
      LOG.info(
          "Loaded model {} {} on {} in {}",
          file.info().name(),
          file.info().version(),
          placement.device(),
          placement.precision());
      if (!target.isGpu() && System.getenv(WAIT_POLICY) == null) {
        LOG.warn("{} is not set: embedding is slow while other threads use the CPU", WAIT_POLICY);
      }
      return new EmbeddingModel(file, placement, manager, program);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  public ModelInfo info() {
    return info;
  }

  /** How many GPUs PyTorch can use on this machine; 0 with its CPU libraries. */
  public static int usableGpus() {
    return engine().getGpuCount();
  }

  /**
   * For one thread at a time.
   *
   * @param threads that compute a batch on a CPU, at least 1
   */
  public Embedder newEmbedder(int threads) {
    return new TorchEmbedder(info, placement, newRunner(threads));
  }

  /**
   * A view of what the network computes before the vector; for one thread at a time. To be closed
   * before the model.
   *
   * @param threads that compute a batch on a CPU, at least 1
   */
  public NetworkProbe newProbe(int threads) {
    return new NetworkProbe(info, classNames, classCount, newRunner(threads));
  }

  private ProgramRunner newRunner(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("an embedder has at least one thread: " + threads);
    }
    return new ProgramRunner(info, (PtNDManager) manager.newSubManager(), program, threads);
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    manager.close();
  }

  /** PyTorch, kept from asking the network for libraries or reporting its use there. */
  private static Engine engine() {
    System.setProperty("ai.djl.offline", "true");
    return Engine.getEngine("PyTorch");
  }

  private static Device device(String name, Engine engine) {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    Matcher gpu = GPU.matcher(name);
    if (!gpu.matches()) {
      throw new IllegalArgumentException("device '%s' is not cpu or gpu:N".formatted(name));
    }
    int index = Integer.parseInt(gpu.group(1));
    if (index >= engine.getGpuCount()) {
      throw new IllegalArgumentException(
          "device '%s': PyTorch finds %d GPUs".formatted(name, engine.getGpuCount()));
    }
    return Device.gpu(index);
  }

  private static void loadWeights(
      ModelFile file, Precision precision, PtNDManager manager, PtSymbolBlock program) {
    // The program copies what it keeps, so that this memory can go at once.
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      Map<String, PtNDArray> arrays = new HashMap<>();
      file.weights().tensors().forEach((name, tensor) -> arrays.put(name, array(scope, tensor)));
      try (IValue tensors = IValue.stringMapFrom(arrays);
          IValue precisionName = IValue.from(precision.programName())) {
        IValueUtils.runMethod(program, "load", tensors, precisionName).close();
      }
    } catch (EngineException e) {
      throw new IllegalArgumentException(
          "the weights of model %s do not fit its program: %s"
              .formatted(file.info().name(), e.getMessage()),
          e);
    }
  }

  private static PtNDArray array(PtNDManager manager, WeightTensor tensor) {
    ByteBuffer direct = manager.allocateDirect(tensor.data().remaining());
    direct.put(tensor.data().duplicate()).rewind();
    return manager.create(direct, new Shape(tensor.shape()), tensor.type());
  }
}
