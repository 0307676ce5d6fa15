package io.morelli.embedding.fitting;

import io.morelli.embedding.Pooling;
import io.morelli.embedding.weights.WeightTensor;
import io.morelli.embedding.weights.Weights;
import java.util.Map;

/** How the first convolution of published weights wants its pixels. */
public enum Pixels {
  /**
   * Decided by what the file has. With settings of the pooling it was made for the program: {@link
   * #PUBLISHED}. With torchvision's fully connected layers: {@link #NORMALISED} if they are
   * trained. Else the first convolution tells: {@link #PUBLISHED} if it is, or descends from, the
   * published one.
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

  private static final String FIRST_WEIGHT = Vgg16Tensors.FIRST_CONVOLUTION + ".weight";
  private static final String FIRST_BIAS = Vgg16Tensors.FIRST_CONVOLUTION + ".bias";

  /** What the program subtracts, RGB. */
  private static final double[] PROGRAM_MEAN = {123.68, 116.779, 103.939};

  /**
   * The least cosine to the published first convolution of one that descends from it. Training
   * hardly moves these filters, and those of another training are others, in another order: the
   * published ones reordered at random have cosines up to 0.23. Their magnitude would tell nothing:
   * values 57 times as large are made up for by the later layers.
   */
  private static final double SAME = 0.5;

  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  /**
   * Never {@link #AUTO}.
   *
   * @param published has the first convolution as it was published
   */
  Pixels resolve(Weights weights, Weights published) {
    if (this != AUTO) {
      return this;
    }
    if (Pooling.of(weights).isPresent()) {
      return PUBLISHED;
    }
    WeightTensor fullyConnected = weights.tensors().get(FULLY_CONNECTED);
    boolean normalised =
        fullyConnected == null ? !descends(weights, published) : isTrained(fullyConnected);
    return normalised ? NORMALISED : PUBLISHED;
  }

  private static boolean descends(Weights weights, Weights published) {
    float[] ours = weights.floats(FIRST_WEIGHT);
    float[] theirs = published.floats(FIRST_WEIGHT);
    double product = 0;
    double ourSquare = 0;
    double theirSquare = 0;
    for (int i = 0; i < ours.length; i++) {
      product += ours[i] * theirs[i];
      ourSquare += ours[i] * ours[i];
      theirSquare += theirs[i] * theirs[i];
    }
    return product > SAME * Math.sqrt(ourSquare * theirSquare);
  }

  private static boolean isTrained(WeightTensor layer) {
    // torchvision also publishes the convolutions of Simonyan and Zisserman, without values for
    // these layers.
    boolean all = true;
    boolean some = false;
    for (float value : layer.floats()) {
      all &= Float.isFinite(value);
      some |= value != 0;
    }
    return all && some;
  }

  /**
   * The weights for pixels as the program makes them. For {@link #NORMALISED} that is exact but for
   * the padding at the border, which becomes the program's mean, half a grey level off.
   */
  Weights adapted(Weights weights) {
    if (this == PUBLISHED) {
      return weights;
    }
    WeightTensor tensor = weights.tensors().get(FIRST_WEIGHT);
    float[] weight = weights.floats(FIRST_WEIGHT);
    float[] bias = weights.floats(FIRST_BIAS);
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
            FIRST_WEIGHT, WeightTensor.of(weight, tensor.shape()),
            FIRST_BIAS, WeightTensor.of(bias, bias.length)));
  }
}
