package io.morelli.embedding.fitting;

import ai.djl.ndarray.types.DataType;
import io.morelli.embedding.Pooling;
import io.morelli.embedding.weights.WeightTensor;
import io.morelli.embedding.weights.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors of a CAM-weighted VGG16, by torchvision's names, and whether weights are these. */
final class Vgg16Tensors {

  /** Channels of relu5_3. */
  static final int FEATURES = 512;

  static final String FIRST_CONVOLUTION = "features.0";

  private static final int[] CONVOLUTIONS = {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28};
  private static final int[] CHANNELS = {
    3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512
  };
  private static final List<String> HEAD =
      List.of("cam.weight", "cam.bias", "classifier.weight", "classifier.bias");
  private static final List<String> PROJECTION = List.of("projection.weight", "projection.bias");

  /** Any length. */
  private static final long FREE = -1;

  private final String source;
  private final Weights weights;
  private final Map<String, WeightTensor> checked = new LinkedHashMap<>();

  private Vgg16Tensors(String source, Weights weights) {
    this.source = source;
    this.weights = weights;
  }

  /**
   * The tensors of the network that the weights have: the convolutions, and the head, the
   * projection and the settings of the pooling if they have them.
   *
   * @param source for messages
   * @throws IllegalArgumentException naming a tensor that is missing, has another shape or is not
   *     finite
   */
  static Weights checked(String source, Weights weights) {
    return new Vgg16Tensors(source, weights).check();
  }

  static boolean hasHead(Weights weights) {
    return weights.tensors().containsKey(HEAD.get(0));
  }

  static boolean hasProjection(Weights weights) {
    return weights.tensors().containsKey(PROJECTION.get(0));
  }

  private Weights check() {
    for (int i = 0; i < CONVOLUTIONS.length; i++) {
      layer("features." + CONVOLUTIONS[i], CHANNELS[i + 1], CHANNELS[i], 3, 3);
    }
    if (HEAD.stream().anyMatch(weights.tensors()::containsKey)) {
      long maps = layer("cam", FREE, FEATURES, 3, 3);
      layer("classifier", FREE, maps);
    }
    if (PROJECTION.stream().anyMatch(weights.tensors()::containsKey)) {
      long dimension = layer("projection", FREE, FEATURES);
      if (dimension > FEATURES) {
        throw new IllegalArgumentException(
            "%s: tensor projection.weight has %d rows, at most %d make sense"
                .formatted(source, dimension, FEATURES));
      }
    }
    Weights network = new Weights(checked, weights.metadata());
    return Pooling.of(weights).map(pooling -> pooling.describe(network)).orElse(network);
  }

  /** Returns its outputs. */
  private long layer(String name, long... shape) {
    WeightTensor weight = take(name + ".weight", shape);
    long outputs = weight.shape()[0];
    if (weight.type() == DataType.INT8) {
      take(name + ".weight.scale", outputs);
    }
    take(name + ".bias", outputs);
    return outputs;
  }

  private WeightTensor take(String name, long... shape) {
    WeightTensor tensor = weights.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "%s lacks tensor %s; it has %s".formatted(source, name, some()));
    }
    boolean fits = tensor.shape().length == shape.length;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = shape[i] == FREE ? tensor.shape()[i] > 0 : shape[i] == tensor.shape()[i];
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: tensor %s has shape %s, not %s"
              .formatted(
                  source,
                  name,
                  Arrays.toString(tensor.shape()),
                  Arrays.toString(shape).replace(Long.toString(FREE), "any")));
    }
    for (float value : tensor.floats()) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "%s: tensor %s has the value %s".formatted(source, name, value));
      }
    }
    checked.put(name, tensor);
    return tensor;
  }

  private String some() {
    List<String> names = List.copyOf(weights.tensors().keySet());
    return names.isEmpty()
        ? "none of this network"
        : String.join(", ", names.subList(0, Math.min(5, names.size())))
            + (names.size() > 5 ? " and %d more".formatted(names.size() - 5) : "");
  }
}
