package io.morelli.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.EngineException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoiceTest {

  private static final List<Integer> NONE = List.of();

  @Test
  void subtasksTakeTheAllottedGpusInTurn() {
    List<Integer> allotted = List.of(2, 3);
    for (String asked : List.of("auto", "gpu")) {
      DeviceChoice choice = new DeviceChoice(asked);
      assertThat(choice.resolve(allotted, 4, 0)).isEqualTo("gpu:2");
      assertThat(choice.resolve(allotted, 4, 1)).isEqualTo("gpu:3");
      assertThat(choice.resolve(allotted, 4, 2)).isEqualTo("gpu:2");
    }
  }

  @Test
  void withoutAnAllotmentTheyTakeWhatPyTorchFinds() {
    for (String asked : List.of("auto", "gpu")) {
      assertThat(new DeviceChoice(asked).resolve(NONE, 2, 3)).isEqualTo("gpu:1");
    }
  }

  @Test
  void onlyAutoFallsBackToTheCpu() {
    DeviceChoice auto = new DeviceChoice("auto");
    assertThat(auto.resolve(NONE, 0, 0)).isEqualTo("cpu");
    assertThat(auto.resolve(List.of(5), 0, 0)).isEqualTo("cpu");
    assertThat(new DeviceChoice("cpu").resolve(List.of(0), 1, 0)).isEqualTo("cpu");

    DeviceChoice gpu = new DeviceChoice("gpu");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gpu.resolve(NONE, 0, 0))
        .withMessageContaining("the cluster allots none and PyTorch finds none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gpu.resolve(List.of(5), 0, 0))
        .withMessageContaining("'gpu:5'")
        .withMessageContaining("finds 0 GPUs");
  }

  @Test
  void aGpuCanBeNamed() {
    DeviceChoice second = new DeviceChoice("gpu:1");
    assertThat(second.resolve(List.of(0), 2, 0)).isEqualTo("gpu:1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> second.resolve(NONE, 1, 0))
        .withMessageContaining("'gpu:1'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tpu", "gpu:", "gpu:-1", "gpu:x", "GPU"})
  void refusesWhatIsNoDevice(String asked) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DeviceChoice(asked))
        .withMessageContaining("'" + asked + "'");
  }

  /** The text is that of PyTorch 2.7. */
  @Test
  void knowsWhenTheMemoryOfAGpuIsUsedUp() {
    EngineException full =
        new EngineException(
            "CUDA out of memory. Tried to allocate 1.53 GiB. GPU 0 has a total capacity of 7.79 GiB"
                + " of which 1.06 GiB is free.");
    assertThat(ProgramRunner.translated(full, 64))
        .isInstanceOf(OutOfDeviceMemoryException.class)
        .hasMessageContaining("64 pictures");
    EngineException other = new EngineException("CUDA error: device-side assert triggered");
    assertThat(ProgramRunner.translated(other, 64)).isSameAs(other);
  }
}
