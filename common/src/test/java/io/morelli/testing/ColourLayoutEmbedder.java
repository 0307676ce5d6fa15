package io.morelli.testing;

import io.morelli.decision.Thresholds;
import io.morelli.embedding.Embedder;
import io.morelli.embedding.ModelInfo;
import io.morelli.embedding.OutOfDeviceMemoryException;
import io.morelli.embedding.Placement;
import io.morelli.embedding.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * A small embedder without native code: the mean colour of each cell of a 4 x 4 grid, less the mean
 * of the picture. Remembers the sizes of its batches.
 */
public final class ColourLayoutEmbedder implements Embedder {

  private static final int GRID = 4;
  private static final int INPUT_SIZE = 64;

  public static final ModelInfo MODEL =
      new ModelInfo(
          "colour-layout",
          "c0102",
          INPUT_SIZE,
          3 * GRID * GRID,
          new Thresholds(0.9, 0.2, 20, 12, 8));

  private final List<Integer> batches = new ArrayList<>();
  private int capacity = Integer.MAX_VALUE;
  private boolean closed;

  @Override
  public ModelInfo model() {
    return MODEL;
  }

  @Override
  public Placement placement() {
    return new Placement("cpu", Precision.FP32);
  }

  @Override
  public float[][] embed(List<byte[]> pictures) {
    if (closed || pictures.isEmpty()) {
      throw new IllegalStateException("closed: " + closed + ", pictures: " + pictures.size());
    }
    if (pictures.size() > capacity) {
      throw new OutOfDeviceMemoryException(pictures.size() + " pictures", null);
    }
    batches.add(pictures.size());
    return pictures.stream().map(ColourLayoutEmbedder::embed).toArray(float[][]::new);
  }

  /** From now on larger batches fail as on a GPU without enough memory. */
  public void setCapacity(int pictures) {
    capacity = pictures;
  }

  /** Of those that did not fail. */
  public List<Integer> batches() {
    return batches;
  }

  public boolean isClosed() {
    return closed;
  }

  private static float[] embed(byte[] pixels) {
    if (pixels.length != 3 * INPUT_SIZE * INPUT_SIZE) {
      throw new IllegalArgumentException("not a model input: " + pixels.length + " bytes");
    }
    float[] vector = new float[3 * GRID * GRID];
    double mean = 0;
    int cell = INPUT_SIZE / GRID;
    for (int i = 0; i < pixels.length; i++) {
      int channel = i / (INPUT_SIZE * INPUT_SIZE);
      int y = i / INPUT_SIZE % INPUT_SIZE;
      int x = i % INPUT_SIZE;
      int value = pixels[i] & 0xff;
      vector[(channel * GRID + y / cell) * GRID + x / cell] += value / (float) (cell * cell);
      mean += (double) value / pixels.length;
    }
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] -= (float) mean;
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  @Override
  public void close() {
    closed = true;
  }
}
