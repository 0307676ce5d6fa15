package io.morelli.embedding.weights;

import ai.djl.ndarray.types.DataType;
import ai.djl.util.Float16Utils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The numbers of one tensor.
 *
 * @param type INT8, FLOAT16, BFLOAT16 or FLOAT32
 * @param shape row-major; empty for a single number
 * @param data little endian, {@link #count} numbers
 */
public record WeightTensor(DataType type, long[] shape, ByteBuffer data) {

  /** In float32; the product of the shape must be the number of values. */
  public static WeightTensor of(float[] values, long... shape) {
    ByteBuffer data =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    WeightTensor tensor = new WeightTensor(DataType.FLOAT32, shape, data);
    if (tensor.count() != values.length) {
      throw new IllegalArgumentException(
          "shape %s is not that of %d numbers".formatted(Arrays.toString(shape), values.length));
    }
    return tensor;
  }

  /** How many numbers. */
  public long count() {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    return count;
  }

  /** A copy of the numbers as floats, row by row; those of INT8 without their scale. */
  public float[] floats() {
    ByteBuffer source = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[(int) count()];
    switch (type) {
      case FLOAT32 -> source.asFloatBuffer().get(values);
      case FLOAT16 -> fill(values, i -> Float16Utils.halfToFloat(source.getShort(2 * i)));
      // The upper half of a float32.
      case BFLOAT16 -> fill(values, i -> Float.intBitsToFloat(source.getShort(2 * i) << 16));
      case INT8 -> fill(values, source::get);
      default -> throw new IllegalStateException("no weights have type " + type);
    }
    return values;
  }

  @FunctionalInterface
  private interface Reader {
    float at(int index);
  }

  private static void fill(float[] values, Reader reader) {
    for (int i = 0; i < values.length; i++) {
      values[i] = reader.at(i);
    }
  }
}
