package io.morelli.embedding;

import io.morelli.embedding.weights.WeightTensor;
import io.morelli.embedding.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a network makes one vector of the features of all positions.
 *
 * @param featureScale the features are multiplied by it, so that they are about 1 on average
 * @param exponent of the generalised mean; 1 is the plain mean
 * @param camFloor added to the mean of the class maps, so that every position counts a little
 * @param classes how many of the most probable classes weight the positions
 */
public record Pooling(float featureScale, float exponent, float camFloor, int classes) {

  /** A tensor of this name replaces the constants of a program. */
  private static final String TENSOR = "pooling";

  /**
   * What a weights file says of it.
   *
   * @throws IllegalArgumentException naming what is damaged
   */
  public static Optional<Pooling> of(Weights weights) {
    WeightTensor tensor = weights.tensors().get(TENSOR);
    if (tensor != null) {
      float[] values = tensor.floats();
      if (values.length != 4) {
        throw new IllegalArgumentException(
            "tensor %s has %d numbers, not 4".formatted(TENSOR, values.length));
      }
      return Optional.of(new Pooling(values[0], values[1], values[2], (int) values[3]));
    }
    if (!weights.metadata().containsKey("feature_scale")) {
      return Optional.empty();
    }
    return Optional.of(
        new Pooling(
            number(weights, "feature_scale"),
            number(weights, "gem"),
            number(weights, "cam_floor"),
            (int) number(weights, "classes")));
  }

  /** The weights with these settings: as the tensor for the program, and as metadata. */
  public Weights describe(Weights weights) {
    float[] values = {featureScale, exponent, camFloor, classes};
    Map<String, String> metadata = new LinkedHashMap<>(weights.metadata());
    metadata.put("feature_scale", Float.toString(featureScale));
    metadata.put("gem", Float.toString(exponent));
    metadata.put("cam_floor", Float.toString(camFloor));
    metadata.put("classes", Integer.toString(classes));
    Map<String, WeightTensor> tensors = new LinkedHashMap<>(weights.tensors());
    tensors.put(TENSOR, WeightTensor.of(values, values.length));
    return new Weights(tensors, metadata);
  }

  private static float number(Weights weights, String name) {
    String text = weights.metadata().get(name);
    try {
      return Float.parseFloat(text);
    } catch (NullPointerException | NumberFormatException e) {
      throw new IllegalArgumentException("metadata %s is '%s', no number".formatted(name, text), e);
    }
  }
}
