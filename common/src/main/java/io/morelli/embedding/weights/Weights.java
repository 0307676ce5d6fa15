package io.morelli.embedding.weights;

import ai.djl.ndarray.types.DataType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The contents of a weights file.
 *
 * @param tensors by name
 * @param metadata what a safetensors file says beside them; empty for other formats
 */
public record Weights(Map<String, WeightTensor> tensors, Map<String, String> metadata) {

  public Weights {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** These and others; where both have a name, the other's tensor. */
  public Weights with(Map<String, WeightTensor> others) {
    Map<String, WeightTensor> all = new LinkedHashMap<>(tensors);
    all.putAll(others);
    return new Weights(all, metadata);
  }

  /** A tensor's numbers as floats, those of 8 bits multiplied by the scale of their first index. */
  public float[] floats(String name) {
    WeightTensor tensor = tensors.get(name);
    float[] values = tensor.floats();
    if (tensor.type() == DataType.INT8) {
      float[] scale = tensors.get(name + ".scale").floats();
      int row = values.length / scale.length;
      for (int i = 0; i < values.length; i++) {
        values[i] *= scale[i / row];
      }
    }
    return values;
  }
}
