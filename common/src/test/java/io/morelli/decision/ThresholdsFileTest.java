package io.morelli.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsFileTest {

  @TempDir private Path folder;

  @Test
  void readsWhatItWrote() throws IOException {
    Thresholds thresholds = new Thresholds(0.8, 0.1, 30, 12, 7);
    Path file = folder.resolve("thresholds.json");
    ThresholdsFile.write(thresholds, file);
    assertThat(ThresholdsFile.read(file)).isEqualTo(thresholds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "no JSON",
        "{\"highCosine\":0.8,\"lowCosine\":0.1,\"minKeyPoints\":30,\"manyPoints\":12}",
        "{\"highCosine\":0.1,\"lowCosine\":0.8,\"minKeyPoints\":30,\"manyPoints\":12,\"fewPoints\":7}"
      })
  void namesAFileThatHoldsNone(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("broken.json"), content);
    assertThatThrownBy(() -> ThresholdsFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.json");
  }
}
