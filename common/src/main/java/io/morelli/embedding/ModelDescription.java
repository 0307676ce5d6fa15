package io.morelli.embedding;

import io.morelli.embedding.weights.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model consists of, for people.
 *
 * @param layers with weights: the convolutions from the pixels on, then the head and the projection
 * @param parameters of all layers
 * @param classes of the CAM head
 * @param classesNamed whether they have names
 * @param pooling empty if the weights file does not say
 * @param programBytes size of the program
 * @param weightsBytes size of the weights' file
 */
public record ModelDescription(
    ModelInfo info,
    List<Layer> layers,
    long parameters,
    int classes,
    boolean classesNamed,
    Optional<Pooling> pooling,
    long programBytes,
    long weightsBytes,
    Provenance provenance) {

  private static final String WEIGHT = ".weight";
  private static final Pattern CONVOLUTION = Pattern.compile("features\\.(\\d{1,4})");

  /**
   * A layer.
   *
   * @param name as its tensors are called
   * @param shape of its weights, outputs first
   * @param storage number format of the weights in the file
   * @param parameters weights and biases; scales of 8-bit weights do not count
   */
  public record Layer(String name, List<Long> shape, String storage, long parameters) {}

  public static ModelDescription of(ModelFile file) {
    Map<String, WeightTensor> tensors = file.weights().tensors();
    List<Layer> layers = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.endsWith(WEIGHT)) {
            String layer = name.substring(0, name.length() - WEIGHT.length());
            WeightTensor bias = tensors.get(layer + ".bias");
            layers.add(
                new Layer(
                    layer,
                    Arrays.stream(tensor.shape()).boxed().toList(),
                    tensor.type().name().toLowerCase(Locale.ROOT),
                    tensor.count() + (bias == null ? 0 : bias.count())));
          }
        });
    // A safetensors file may hold them in any order; "cam", "classifier" and "projection" happen to
    // be in that of the alphabet.
    layers.sort(Comparator.comparingInt(ModelDescription::place).thenComparing(Layer::name));
    return new ModelDescription(
        file.info(),
        layers,
        layers.stream().mapToLong(Layer::parameters).sum(),
        file.classCount(),
        !file.classNames().isEmpty(),
        Pooling.of(file.weights()),
        file.programBytes(),
        file.weightsBytes(),
        file.provenance());
  }

  private static int place(Layer layer) {
    Matcher convolution = CONVOLUTION.matcher(layer.name());
    return convolution.matches() ? Integer.parseInt(convolution.group(1)) : Integer.MAX_VALUE;
  }
}
