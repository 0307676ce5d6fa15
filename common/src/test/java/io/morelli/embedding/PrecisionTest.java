package io.morelli.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecisionTest {

  @TempDir Path folder;

  @Test
  void autoTakesWhatTheDeviceComputesNatively() {
    assertThat(Precision.AUTO.resolve(true, Set.of())).isEqualTo(Precision.FP16);
    assertThat(Precision.AUTO.resolve(false, Set.of("avx512f", "avx512_bf16")))
        .isEqualTo(Precision.BF16);
    assertThat(Precision.AUTO.resolve(false, Set.of("amx_bf16"))).isEqualTo(Precision.BF16);
    assertThat(Precision.AUTO.resolve(false, Set.of("avx512f"))).isEqualTo(Precision.FP32);
  }

  @Test
  void anExplicitChoiceStays() {
    assertThat(Precision.FP32.resolve(false, Set.of("avx512_bf16"))).isEqualTo(Precision.FP32);
    assertThat(Precision.BF16.resolve(false, Set.of())).isEqualTo(Precision.BF16);
  }

  @Test
  void halfPrecisionNeedsAGpu() {
    assertThatThrownBy(() -> Precision.FP16.resolve(false, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FP16");
  }

  @Test
  void readsTheFlagsOfTheFirstProcessor() throws Exception {
    Path cpuInfo = folder.resolve("cpuinfo");
    Files.writeString(cpuInfo, "processor\t: 0\nflags\t\t: fpu avx512_bf16\n\nflags\t: sse\n");

    assertThat(Precision.cpuFeatures(cpuInfo)).contains("fpu", "avx512_bf16").doesNotContain("sse");
  }

  @Test
  void aThreadThatWasInterruptedReadsTheFlagsAsWell() throws Exception {
    Path cpuInfo = folder.resolve("cpuinfo");
    Files.writeString(cpuInfo, "flags\t\t: amx_bf16\n");
    Thread.currentThread().interrupt();
    assertThat(Precision.cpuFeatures(cpuInfo)).contains("amx_bf16");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void knowsNoFlagsWhereTheSystemTellsNone() {
    assertThat(Precision.cpuFeatures(folder.resolve("absent"))).isEmpty();
  }
}
