package io.morelli.embedding.fitting;

import io.morelli.embedding.Embedder;
import io.morelli.embedding.EmbeddingModel;
import io.morelli.embedding.ModelFile;
import io.morelli.embedding.NetworkProbe;
import io.morelli.embedding.Pooling;
import io.morelli.embedding.Precision;
import io.morelli.embedding.Provenance;
import io.morelli.embedding.weights.WeightTensor;
import io.morelli.embedding.weights.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Fits on pictures what weights lack, on the CPU: a CAM head of prototypes, and the whitening. The
 * same pictures in the same order give the same model.
 */
final class ModelFitter {

  /** Classes of a head that is fitted. */
  static final int PROTOTYPES = 64;

  // The settings of the shipped model.
  private static final float EXPONENT = 3;
  private static final float CAM_FLOOR = 0.2f;
  private static final int WEIGHTING_CLASSES = 8;

  private static final int HEAD_PICTURES = 2500;
  private static final int POSITIONS_EACH = 8;
  private static final int SEED = 1;
  private static final Provenance UNFINISHED = new Provenance("", List.of(), "");

  private final ModelFile base;
  private final FitPictures pictures;

  /**
   * @param base has the program and the input size
   */
  ModelFitter(ModelFile base, FitPictures pictures) {
    this.base = base;
    this.pictures = pictures;
  }

  /**
   * Adds a head and the settings of the pooling.
   *
   * @param convolutions alone
   */
  Weights withHead(Weights convolutions) {
    Map<String, WeightTensor> placeholder = new LinkedHashMap<>();
    placeholder.put("cam.weight", zeros(1, Vgg16Tensors.FEATURES, 3, 3));
    placeholder.put("cam.bias", zeros(1));
    placeholder.put("classifier.weight", zeros(1, 1));
    placeholder.put("classifier.bias", zeros(1));
    List<float[]> positions = new ArrayList<>();
    double[] sum = {0, 0};
    Random random = new Random(SEED);
    try (EmbeddingModel model = load(withoutProjection(convolutions.with(placeholder)));
        NetworkProbe probe = model.newProbe(threads())) {
      pictures
          .sample(HEAD_PICTURES)
          .forEach(
              "head",
              model.info().inputSize(),
              inputs -> {
                for (float[] features : probe.features(inputs)) {
                  sum[0] += IntStream.range(0, features.length).mapToDouble(i -> features[i]).sum();
                  sum[1] += features.length;
                  for (int i = 0; i < POSITIONS_EACH; i++) {
                    positions.add(position(features, random));
                  }
                }
              });
    }
    if (positions.size() <= PROTOTYPES) {
      throw new IllegalArgumentException(
          "%d positions of pictures are too few for %d prototypes"
              .formatted(positions.size(), PROTOTYPES));
    }
    if (!(sum[0] > 0)) {
      throw new IllegalArgumentException("the features of all pictures are 0");
    }
    float scale = (float) (sum[1] / sum[0]);
    return new Pooling(scale, EXPONENT, CAM_FLOOR, WEIGHTING_CLASSES)
        .describe(
            convolutions.with(
                PrototypeHead.fit(positions.toArray(float[][]::new), scale, PROTOTYPES)));
  }

  /** Replaces or adds the projection. */
  Whitened whitened(Weights weights, FitSettings settings) {
    settings.require(pictures.count());
    List<float[]> vectors = new ArrayList<>();
    try (EmbeddingModel model = load(withoutProjection(weights));
        Embedder embedder = model.newEmbedder(threads())) {
      pictures.forEach(
          "whitening",
          model.info().inputSize(),
          inputs -> Collections.addAll(vectors, embedder.embed(inputs)));
    }
    settings.require(vectors.size());
    Whitening whitening = Whitening.fit(vectors.toArray(float[][]::new), settings.dimension());
    return new Whitened(weights.with(whitening.tensors()), vectors.size(), whitening.kept());
  }

  /**
   * Weights with a projection.
   *
   * @param pictures that it was fitted on
   * @param kept share of the variance that it keeps
   */
  record Whitened(Weights weights, int pictures, double kept) {}

  private static float[] position(float[] features, Random random) {
    int channels = Vgg16Tensors.FEATURES;
    int position = random.nextInt(features.length / channels);
    float[] copy = new float[channels];
    System.arraycopy(features, position * channels, copy, 0, channels);
    return copy;
  }

  private EmbeddingModel load(Weights weights) {
    ModelFile file = base.with("unfinished", weights, List.of(), UNFINISHED);
    return EmbeddingModel.load(file, Precision.AUTO, "cpu");
  }

  /** With a projection that changes nothing. */
  private static Weights withoutProjection(Weights weights) {
    int size = Vgg16Tensors.FEATURES;
    float[] identity = new float[size * size];
    for (int i = 0; i < size; i++) {
      identity[i * size + i] = 1;
    }
    return weights.with(
        Map.of(
            "projection.weight", WeightTensor.of(identity, size, size),
            "projection.bias", zeros(size)));
  }

  private static WeightTensor zeros(long... shape) {
    int count = 1;
    for (long size : shape) {
      count *= (int) size;
    }
    return WeightTensor.of(new float[count], shape);
  }

  private static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }
}
