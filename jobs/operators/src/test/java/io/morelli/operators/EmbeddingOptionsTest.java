package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.morelli.embedding.Embedder;
import io.morelli.embedding.ModelFile;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real PyTorch of this machine. */
class EmbeddingOptionsTest {

  /** More than any machine has. */
  private static final int ABSENT = 999;

  private final Configuration options = new Configuration();

  private EmbedderProvider embedders() {
    return EmbeddingOptions.embedders(options, EmbeddingOptions.model(options), 1);
  }

  @Test
  void aGpuThatPyTorchCannotUseIsAFailure() {
    options.set(EmbeddingOptions.DEVICE, "gpu");
    EmbedderProvider provider = embedders();
    assertThatExceptionOfType(SuppressRestartsException.class)
        .isThrownBy(() -> provider.open(List.of(ABSENT)))
        .havingCause()
        .isInstanceOf(IllegalArgumentException.class)
        .withMessageContaining("'gpu:999'");
  }

  @Test
  void autoFallsBackToTheCpu() {
    try (Embedder embedder = embedders().open(List.of(ABSENT))) {
      assertThat(embedder.placement().device()).isEqualTo("cpu");
    }
  }

  @Test
  void anotherModelThanWhenTheJobWasStartedEndsIt(@TempDir Path folder) throws Exception {
    for (String file : List.of("program.pt", "weights.safetensors", "manifest.json")) {
      try (InputStream in = ModelFile.class.getResourceAsStream("vgg16-cam-v2/" + file)) {
        Files.copy(in, folder.resolve(file));
      }
    }
    options.set(EmbeddingOptions.MODEL, folder.toString());
    EmbedderProvider provider = embedders();
    Path weights = folder.resolve("weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    assertThatExceptionOfType(SuppressRestartsException.class)
        .isThrownBy(() -> provider.open(List.of()))
        .havingCause()
        .withMessageContaining(folder.toString());
  }

  @Test
  void aDeviceThatMakesNoSenseIsRefusedAtOnce() {
    options.set(EmbeddingOptions.DEVICE, "tpu");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> embedders())
        .withMessageContaining("'tpu'");
  }
}
