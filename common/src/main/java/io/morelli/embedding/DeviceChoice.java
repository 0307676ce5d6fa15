package io.morelli.embedding;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which device an embedder gets.
 *
 * @param asked {@code auto}: a GPU if there is one; {@code gpu}: a GPU, or a failure; {@code
 *     gpu:N}: this GPU, or a failure; {@code cpu}
 */
public record DeviceChoice(String asked) {

  private static final String CPU = "cpu";
  private static final Pattern GPU = Pattern.compile("gpu:(\\d{1,3})");

  /**
   * @throws IllegalArgumentException if that is none of the above
   */
  public DeviceChoice {
    if (!List.of("auto", "gpu", CPU).contains(asked) && !GPU.matcher(asked).matches()) {
      throw new IllegalArgumentException(
          "device '%s' is not auto, gpu, gpu:N or cpu".formatted(asked));
    }
  }

  /**
   * Deals the GPUs out in turn.
   *
   * @param allotted indexes of the GPUs that the cluster gives to this process; empty if it gives
   *     none or does not say
   * @param usable how many GPUs PyTorch can use here, numbered from 0
   * @param turn how many embedders this process has opened before
   * @return {@code cpu} or {@code gpu:N}
   * @throws IllegalArgumentException if a GPU was asked for and there is none
   */
  public String resolve(List<Integer> allotted, int usable, int turn) {
    Matcher named = GPU.matcher(asked);
    if (named.matches()) {
      return gpu(Integer.parseInt(named.group(1)), usable);
    }
    if (asked.equals(CPU)) {
      return CPU;
    }
    boolean required = asked.equals("gpu");
    if (allotted.isEmpty()) {
      if (usable > 0) {
        return gpu(Math.floorMod(turn, usable), usable);
      }
      if (required) {
        throw new IllegalArgumentException(
            "device 'gpu': the cluster allots none and PyTorch finds none");
      }
      return CPU;
    }
    int index = allotted.get(Math.floorMod(turn, allotted.size()));
    return required || index < usable ? gpu(index, usable) : CPU;
  }

  private static String gpu(int index, int usable) {
    if (index >= usable) {
      throw new IllegalArgumentException(
          "device 'gpu:%d': PyTorch finds %d GPUs; are the driver and PyTorch's CUDA libraries there?"
              .formatted(index, usable));
    }
    return "gpu:" + index;
  }
}
