package io.morelli.embedding;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;

/** The number format of the convolutions. */
public enum Precision {
  /** The fastest that the device computes natively. */
  AUTO,
  FP32,
  BF16,
  /** GPUs only. */
  FP16;

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> BF16_FEATURES = Set.of("avx512_bf16", "amx_bf16");

  /** What is used on the device where this was asked for; never {@link #AUTO}. */
  Precision resolve(boolean gpu) {
    return resolve(gpu, gpu ? Set.of() : cpuFeatures(CPU_INFO));
  }

  Precision resolve(boolean gpu, Set<String> cpuFeatures) {
    if (this == FP16 && !gpu) {
      throw new IllegalArgumentException("precision FP16 needs a GPU, use FP32 or BF16 on a CPU");
    }
    if (this != AUTO) {
      return this;
    }
    if (gpu) {
      return FP16;
    }
    return Collections.disjoint(cpuFeatures, BF16_FEATURES) ? FP32 : BF16;
  }

  /** The feature flags of the first processor; empty where the system has no such file. */
  static Set<String> cpuFeatures(Path cpuInfo) {
    if (!Files.isReadable(cpuInfo)) {
      return Set.of();
    }
    // No channel, which would fail in a thread that was interrupted, such as a task's that Flink
    // cancels; others would share the model that it loads in the wrong precision.
    try (BufferedReader lines = new BufferedReader(new FileReader(cpuInfo.toFile(), US_ASCII))) {
      return lines
          .lines()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.copyOf(Arrays.asList(line.split("\\s+"))))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }

  /** As the program of a model calls it. */
  String programName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
