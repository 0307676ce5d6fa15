package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.morelli.embedding.Embedder;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** With the real PyTorch of this machine. */
class EmbeddingOptionsTest {

  /** More than any machine has. */
  private static final int ABSENT = 999;

  private final Configuration options = new Configuration();

  @Test
  void aGpuThatPyTorchCannotUseIsAFailure() {
    options.set(EmbeddingOptions.DEVICE, "gpu");
    EmbedderProvider provider = EmbeddingOptions.embedders(options, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> provider.open(List.of(ABSENT), 0))
        .withMessageContaining("'gpu:999'");
  }

  @Test
  void autoFallsBackToTheCpu() {
    try (Embedder embedder = EmbeddingOptions.embedders(options, 1).open(List.of(ABSENT), 0)) {
      assertThat(embedder.placement().device()).isEqualTo("cpu");
    }
  }

  @Test
  void aDeviceThatMakesNoSenseIsRefusedAtOnce() {
    options.set(EmbeddingOptions.DEVICE, "tpu");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmbeddingOptions.embedders(options, 1))
        .withMessageContaining("'tpu'");
  }
}
