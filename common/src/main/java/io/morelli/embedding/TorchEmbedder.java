package io.morelli.embedding;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Runs a program on batches; all native memory of a batch is freed when the batch is done. */
final class TorchEmbedder implements Embedder {

  /** In the message of what PyTorch throws then; the exception has no type of its own in Java. */
  private static final String OUT_OF_MEMORY = "out of memory";

  private final ModelInfo model;
  private final Placement placement;
  private final PtNDManager manager;
  private final PtSymbolBlock program;
  private final int threads;
  private final int pictureBytes;
  private ByteBuffer input;

  TorchEmbedder(
      ModelInfo model,
      Placement placement,
      PtNDManager manager,
      PtSymbolBlock program,
      int threads) {
    this.model = model;
    this.placement = placement;
    this.manager = manager;
    this.program = program;
    this.threads = threads;
    pictureBytes = 3 * model.inputSize() * model.inputSize();
    input = manager.allocateDirect(pictureBytes);
  }

  @Override
  public ModelInfo model() {
    return model;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public float[][] embed(List<byte[]> pictures) {
    fillInput(pictures);
    // Both are settings of the calling thread. The optimiser would compile the graph anew for other
    // batch sizes.
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setNumThreads(threads);
    Shape shape = new Shape(pictures.size(), 3, model.inputSize(), model.inputSize());
    try (PtNDManager scope = (PtNDManager) manager.newSubManager();
        IValue batch = IValue.from(scope.create(input, shape, DataType.UINT8));
        IValue result = IValueUtils.runMethod(program, "forward", batch)) {
      float[] vectors = result.toTensor(scope).toFloatArray();
      int dimension = model.dimension();
      if (vectors.length != pictures.size() * dimension) {
        throw new IllegalStateException(
            "model %s gives %d numbers for %d pictures, its manifest says %d a picture"
                .formatted(model.name(), vectors.length, pictures.size(), dimension));
      }
      float[][] rows = new float[pictures.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(vectors, i * dimension, (i + 1) * dimension);
      }
      return rows;
    } catch (EngineException e) {
      throw translated(e, pictures.size());
    }
  }

  static RuntimeException translated(EngineException e, int pictures) {
    return e.getMessage() != null && e.getMessage().contains(OUT_OF_MEMORY)
        ? new OutOfDeviceMemoryException(
            "a batch of %d pictures does not fit: %s".formatted(pictures, e.getMessage()), e)
        : e;
  }

  @Override
  public void close() {
    manager.close();
  }

  private void fillInput(List<byte[]> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one picture");
    }
    int bytes = Math.multiplyExact(pictureBytes, pictures.size());
    if (input.capacity() < bytes) {
      input = manager.allocateDirect(bytes);
    }
    input.clear().limit(bytes);
    for (int i = 0; i < pictures.size(); i++) {
      byte[] picture = pictures.get(i);
      if (picture.length != pictureBytes) {
        throw new IllegalArgumentException(
            "picture %d has %d bytes, model %s takes 3 x %d x %d"
                .formatted(i, picture.length, model.name(), model.inputSize(), model.inputSize()));
      }
      input.put(picture);
    }
    input.flip();
  }
}
