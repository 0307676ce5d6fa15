package io.morelli.embedding.fitting;

import io.morelli.embedding.weights.WeightTensor;
import io.morelli.embedding.weights.Weights;
import java.util.Map;

/** How the first convolution of published weights wants its pixels. */
public enum Pixels {
  /**
   * {@link #NORMALISED} if the file has trained fully connected layers under torchvision's names,
   * {@link #PUBLISHED} otherwise.
   */
  AUTO,
  /** 0 to 255 minus a mean, as Simonyan and Zisserman trained it, and as the program does it. */
  PUBLISHED,
  /**
   * 0 to 1, minus a mean, divided by a deviation, as torchvision trained its own ({@code
   * IMAGENET1K_V1}).
   */
  NORMALISED;

  /** The last fully connected layer of torchvision's VGG16. */
  static final String FULLY_CONNECTED = "classifier.6.bias";

  /** What the program subtracts, RGB. */
  private static final double[] PROGRAM_MEAN = {123.68, 116.779, 103.939};

  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  /** Never {@link #AUTO}. */
  Pixels resolve(Weights weights) {
    if (this != AUTO) {
      return this;
    }
    WeightTensor trained = weights.tensors().get(FULLY_CONNECTED);
    if (trained == null) {
      return PUBLISHED;
    }
    // torchvision also publishes the convolutions of Simonyan and Zisserman, without values for
    // these layers.
    boolean all = true;
    boolean some = false;
    for (float value : trained.floats()) {
      all &= Float.isFinite(value);
      some |= value != 0;
    }
    return all && some ? NORMALISED : PUBLISHED;
  }

  /**
   * The weights for pixels as the program makes them. For {@link #NORMALISED} that is exact but for
   * the padding at the border, which becomes the program's mean, half a grey level off.
   */
  Weights adapted(Weights weights) {
    if (this == PUBLISHED) {
      return weights;
    }
    String weightName = Vgg16Tensors.FIRST_CONVOLUTION + ".weight";
    String biasName = Vgg16Tensors.FIRST_CONVOLUTION + ".bias";
    WeightTensor tensor = weights.tensors().get(weightName);
    float[] weight = weights.floats(weightName);
    float[] bias = weights.floats(biasName);
    int taps = weight.length / bias.length / 3;
    for (int out = 0; out < bias.length; out++) {
      double shift = 0;
      for (int i = 0; i < 3 * taps; i++) {
        int channel = i / taps;
        int at = out * 3 * taps + i;
        double value = weight[at];
        shift += value * (PROGRAM_MEAN[channel] / 255 - MEAN[channel]) / DEVIATION[channel];
        weight[at] = (float) (value / (255 * DEVIATION[channel]));
      }
      bias[out] += (float) shift;
    }
    return weights.with(
        Map.of(
            weightName, WeightTensor.of(weight, tensor.shape()),
            biasName, WeightTensor.of(bias, bias.length)));
  }
}
