package io.morelli.experiment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times of the stages of many answers. Not thread-safe. */
final class StageTimes {

  private final Map<String, Samples> stages = new LinkedHashMap<>();

  /**
   * Milliseconds.
   *
   * @param answers that went through the stage
   */
  record Summary(int answers, double mean, double p50, double p95, double p99) {}

  private static final class Samples {
    private double[] values = new double[64];
    private int size;

    void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    Summary summary() {
      double[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      return new Summary(
          size,
          Arrays.stream(sorted).average().orElseThrow(),
          Percentile.of(sorted, 0.5),
          Percentile.of(sorted, 0.95),
          Percentile.of(sorted, 0.99));
    }
  }

  void add(Map<String, Double> timings) {
    timings.forEach((stage, ms) -> stages.computeIfAbsent(stage, s -> new Samples()).add(ms));
  }

  Map<String, Summary> summaries() {
    Map<String, Summary> summaries = new LinkedHashMap<>();
    stages.forEach((stage, samples) -> summaries.put(stage, samples.summary()));
    // Second-pass stages are first met late; the whole belongs at the end.
    Summary total = summaries.remove("total");
    if (total != null) {
      summaries.put("total", total);
    }
    return summaries;
  }
}
