package io.morelli.embedding.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.morelli.embedding.ModelFile;
import io.morelli.embedding.Pooling;
import io.morelli.embedding.weights.WeightTensor;
import io.morelli.embedding.weights.Weights;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelsTest {

  private static final int TAPS = 27;

  /** The shipped model's first convolution is the published one, in 8 bits. */
  private static final Weights PUBLISHED = ModelFile.locate(ModelFile.DEFAULT).weights();

  @Test
  void theAdaptedConvolutionSeesTheProgramsPixelsAsTheOriginalSeesItsOwn() {
    Random random = new Random(3);
    float[] weight = new float[2 * TAPS];
    float[] patch = new float[TAPS];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < TAPS; i++) {
      patch[i] = random.nextInt(256);
    }
    Weights original =
        new Weights(
            Map.of(
                "features.0.weight", WeightTensor.of(weight, 2, 3, 3, 3),
                "features.0.bias", WeightTensor.of(new float[] {0.5f, -1}, 2)),
            Map.of());
    Weights adapted = Pixels.NORMALISED.adapted(original);

    float[] subtracted = new float[TAPS];
    float[] normalised = new float[TAPS];
    float[] programMean = {123.68f, 116.779f, 103.939f};
    float[] mean = {0.485f, 0.456f, 0.406f};
    float[] deviation = {0.229f, 0.224f, 0.225f};
    for (int i = 0; i < TAPS; i++) {
      int channel = i / 9;
      subtracted[i] = patch[i] - programMean[channel];
      normalised[i] = (patch[i] / 255 - mean[channel]) / deviation[channel];
    }
    for (int out = 0; out < 2; out++) {
      assertThat(convolved(adapted, out, subtracted))
          .isCloseTo(convolved(original, out, normalised), within(1e-4));
    }
    assertThat(Pixels.PUBLISHED.adapted(original)).isSameAs(original);
  }

  /** torchvision fills the layers that its copy of the published weights has not with NaN. */
  @ParameterizedTest
  @CsvSource({"0.5, NORMALISED", "NaN, PUBLISHED", "0, PUBLISHED"})
  void trainedFullyConnectedLayersTellTheKind(float value, Pixels expected) {
    Weights weights =
        new Weights(
            Map.of("classifier.6.bias", WeightTensor.of(new float[] {value, value}, 2)), Map.of());

    assertThat(Pixels.AUTO.resolve(weights, PUBLISHED)).isEqualTo(expected);
    assertThat(Pixels.NORMALISED.resolve(weights, PUBLISHED)).isEqualTo(Pixels.NORMALISED);
  }

  @Test
  void withoutThemTheFirstConvolutionTellsTheKind() {
    float[] trainedOn = PUBLISHED.floats("features.0.weight");
    float[] reordered = new float[trainedOn.length];
    Random random = new Random(4);
    for (int i = 0; i < trainedOn.length; i++) {
      reordered[i] = trainedOn[(i + 5 * TAPS) % trainedOn.length];
    }
    for (int i = 0; i < trainedOn.length; i++) {
      trainedOn[i] += (float) (0.1 * random.nextGaussian());
    }

    assertThat(Pixels.AUTO.resolve(firstConvolution(trainedOn), PUBLISHED))
        .isEqualTo(Pixels.PUBLISHED);
    assertThat(Pixels.AUTO.resolve(firstConvolution(reordered), PUBLISHED))
        .isEqualTo(Pixels.NORMALISED);
    // As Morelli's training writes them, begun with torchvision's after they were adapted.
    Weights ofTheProgram = new Pooling(1, 3, 0.2f, 8).describe(firstConvolution(reordered));
    assertThat(Pixels.AUTO.resolve(ofTheProgram, PUBLISHED)).isEqualTo(Pixels.PUBLISHED);
  }

  private static Weights firstConvolution(float[] weight) {
    return new Weights(Map.of("features.0.weight", WeightTensor.of(weight, 64, 3, 3, 3)), Map.of());
  }

  private static double convolved(Weights weights, int out, float[] patch) {
    float[] weight = weights.floats("features.0.weight");
    double sum = weights.floats("features.0.bias")[out];
    for (int i = 0; i < TAPS; i++) {
      sum += (double) weight[out * TAPS + i] * patch[i];
    }
    return sum;
  }
}
