package io.morelli.embedding.fitting;

import io.morelli.embedding.ModelFile;
import io.morelli.embedding.Pooling;
import io.morelli.embedding.Provenance;
import io.morelli.embedding.weights.Weights;
import io.morelli.embedding.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes models of a model that is there: with other weights, or fitted on other pictures. */
public final class ModelFits {

  private static final String THRESHOLDS =
      "The thresholds are those of %s; fit them by morelli experiment --fit.";

  private ModelFits() {}

  /**
   * Puts weights of a VGG16 into the program of a model, and fits what they lack: without a CAM
   * head a head of prototypes, without a projection the whitening.
   *
   * @param base has the program, the input size and the thresholds
   * @param weights a state dict of PyTorch or a safetensors file with torchvision's names
   * @param pictures empty if the weights are to be complete
   * @throws IllegalArgumentException naming the tensor that is missing or unfit, or how many
   *     pictures there are if they are too few
   */
  public static FittedModel importWeights(
      ModelFile base,
      Path weights,
      Pixels pixels,
      Optional<FitPictures> pictures,
      FitSettings settings,
      String name)
      throws IOException {
    String source = weights.getFileName().toString();
    Weights read = WeightsFile.read(weights, ModelFits::mayBeOfTheNetwork);
    Weights checked = Vgg16Tensors.checked(source, read);
    Pixels resolved = pixels.resolve(read, base.weights());
    boolean headLacks = !Vgg16Tensors.hasHead(checked);
    Weights network = resolved.adapted(headLacks ? checked : withPooling(source, checked, base));
    boolean projectionLacks = !Vgg16Tensors.hasProjection(network);
    if (headLacks && !projectionLacks) {
      throw new IllegalArgumentException(
          source + " has tensor projection.weight, but lacks tensor cam.weight");
    }
    ModelFitter.Whitened whitened = new ModelFitter.Whitened(network, 0, Double.NaN);
    if (projectionLacks) {
      FitPictures given =
          pictures.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "%s lacks tensor %s: name pictures to fit it on"
                          .formatted(source, headLacks ? "cam.weight" : "projection.weight")));
      settings.require(given.count());
      ModelFitter fitter = new ModelFitter(base, given);
      whitened = fitter.whitened(headLacks ? fitter.withHead(network) : network, settings);
    }
    Provenance provenance =
        new Provenance(
            "that of the weights",
            Stream.concat(Stream.of("weights " + source), pictures(whitened.pictures())).toList(),
            THRESHOLDS.formatted(base.info().name()));
    List<String> classNames =
        headLacks
            ? IntStream.range(0, ModelFitter.PROTOTYPES).mapToObj(i -> "prototype " + i).toList()
            : List.of();
    return new FittedModel(
        base.with(name, whitened.weights(), classNames, provenance),
        resolved,
        headLacks,
        whitened.pictures(),
        whitened.kept());
  }

  /**
   * The same network with a whitening for other pictures.
   *
   * @throws IllegalArgumentException if there are too few
   */
  public static FittedModel fitWhitening(
      ModelFile base, FitPictures pictures, FitSettings settings, String name) {
    Weights network = Vgg16Tensors.checked(base.info().name(), base.weights());
    ModelFitter.Whitened whitened = new ModelFitter(base, pictures).whitened(network, settings);
    Provenance before = base.provenance();
    Provenance provenance =
        new Provenance(
            before.licence(),
            Stream.concat(before.sources().stream(), pictures(whitened.pictures())).toList(),
            THRESHOLDS.formatted(base.info().name()));
    return new FittedModel(
        base.with(name, whitened.weights(), base.classNames(), provenance),
        null,
        false,
        whitened.pictures(),
        whitened.kept());
  }

  /** Others are large, such as fully connected layers, or are no weights. */
  private static boolean mayBeOfTheNetwork(String tensor) {
    return tensor.startsWith("classifier.")
        ? tensor.startsWith("classifier.weight")
            || tensor.equals("classifier.bias")
            || tensor.equals(Pixels.FULLY_CONNECTED)
        : !tensor.endsWith(".num_batches_tracked");
  }

  /**
   * Weights with a head and with settings of the pooling, those of the base if they came without.
   *
   * @throws IllegalArgumentException if the head has fewer classes than shall weight the positions
   */
  private static Weights withPooling(String source, Weights weights, ModelFile base) {
    Pooling pooling = Pooling.of(weights).or(() -> Pooling.of(base.weights())).orElseThrow();
    long classes = weights.tensors().get("classifier.bias").count();
    if (pooling.classes() > classes) {
      throw new IllegalArgumentException(
          "%s: %d classes shall weight the positions, but its head has %d"
              .formatted(source, pooling.classes(), classes));
    }
    return pooling.describe(weights);
  }

  private static Stream<String> pictures(int count) {
    return count == 0
        ? Stream.empty()
        : Stream.of("whitening fitted on %d pictures".formatted(count));
  }
}
