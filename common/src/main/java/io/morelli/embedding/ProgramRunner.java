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

/**
 * Runs a method of a program on batches; all native memory of a batch is freed when the batch is
 * done. For one thread at a time.
 */
final class ProgramRunner implements AutoCloseable {

  /** In the message of what PyTorch throws then; the exception has no type of its own in Java. */
  private static final String OUT_OF_MEMORY = "out of memory";

  /** Takes from a method's result what outlives it; the manager owns tensors in native memory. */
  @FunctionalInterface
  interface Reader<T> {
    T read(IValue result, PtNDManager scope);
  }

  private final ModelInfo model;
  private final PtNDManager manager;
  private final PtSymbolBlock program;
  private final int threads;
  private final int pictureBytes;
  private ByteBuffer input;

  ProgramRunner(ModelInfo model, PtNDManager manager, PtSymbolBlock program, int threads) {
    this.model = model;
    this.manager = manager;
    this.program = program;
    this.threads = threads;
    pictureBytes = 3 * model.inputSize() * model.inputSize();
    input = manager.allocateDirect(pictureBytes);
  }

  <T> T run(String method, List<byte[]> pictures, Reader<T> reader) {
    fillInput(pictures);
    try (PtNDManager scope = prepared();
        IValue batch = batch(scope, pictures.size());
        IValue result = IValueUtils.runMethod(program, method, batch)) {
      return reader.read(result, scope);
    } catch (EngineException e) {
      throw translated(e, pictures.size());
    }
  }

  /** Of a method that takes a number, too. */
  <T> T run(String method, List<byte[]> pictures, long number, Reader<T> reader) {
    fillInput(pictures);
    try (PtNDManager scope = prepared();
        IValue batch = batch(scope, pictures.size());
        IValue argument = IValue.from(number);
        IValue result = IValueUtils.runMethod(program, method, batch, argument)) {
      return reader.read(result, scope);
    } catch (EngineException e) {
      throw translated(e, pictures.size());
    }
  }

  /** Cuts the numbers of a batch, as many for each picture, into those of its pictures. */
  static float[][] rows(float[] numbers, int pictures) {
    int length = numbers.length / pictures;
    float[][] rows = new float[pictures][];
    for (int i = 0; i < pictures; i++) {
      rows[i] = Arrays.copyOfRange(numbers, i * length, (i + 1) * length);
    }
    return rows;
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

  private PtNDManager prepared() {
    // Both are settings of the calling thread. The optimiser would compile the graph anew for other
    // batch sizes.
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setNumThreads(threads);
    return (PtNDManager) manager.newSubManager();
  }

  private IValue batch(PtNDManager scope, int pictures) {
    Shape shape = new Shape(pictures, 3, model.inputSize(), model.inputSize());
    return IValue.from(scope.create(input, shape, DataType.UINT8));
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
