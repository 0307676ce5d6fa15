package io.morelli.local.torture;

import io.morelli.experiment.Charts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a {@link Soak} found.
 *
 * @param samples at least one, in the order of time
 * @param searches asked
 * @param found of them, those that named their picture
 */
public record SoakReport(List<SoakSample> samples, int searches, int found) {

  private static final int ROWS = 10;
  private static final double MEGABYTE = 1e6;
  private static final String MINUTES = "minutes";

  /** Writes soak.csv, memory.svg, throughput.svg and delays.svg. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("soak.csv"), csv());
    List<Double> minutes = samples.stream().map(SoakSample::minutes).toList();
    Map<String, List<Double>> memory = new LinkedHashMap<>();
    for (String process : samples.get(0).residentBytes().keySet()) {
      memory.put(
          process,
          samples.stream().map(sample -> sample.residentBytes().get(process) / MEGABYTE).toList());
    }
    Files.write(
        folder.resolve("memory.svg"),
        Charts.lines("Resident memory", MINUTES, "MB", minutes, memory));
    Files.write(
        folder.resolve("throughput.svg"),
        Charts.lines(
            "Ingestion",
            "pictures in the index",
            "pictures a second",
            samples.stream().map(sample -> (double) sample.indexed()).toList(),
            Map.of("pictures a second", rates())));
    Map<String, List<Double>> delays = new LinkedHashMap<>();
    delays.put("search p50", samples.stream().map(SoakSample::searchP50).toList());
    delays.put("search p99", samples.stream().map(SoakSample::searchP99).toList());
    Files.write(
        folder.resolve("delays.svg"),
        Charts.lines("Searches", MINUTES, "milliseconds", minutes, delays));
  }

  /** Pictures a second since the sample before, for each sample. */
  private List<Double> rates() {
    List<Double> rates = new ArrayList<>();
    SoakSample last = null;
    for (SoakSample sample : samples) {
      rates.add(rate(last, sample));
      last = sample;
    }
    return rates;
  }

  /**
   * @param from null for the start
   */
  private static double rate(SoakSample from, SoakSample to) {
    long pictures = to.indexed() - (from == null ? 0 : from.indexed());
    return pictures / (60 * (to.minutes() - (from == null ? 0 : from.minutes())));
  }

  String csv() {
    StringBuilder csv =
        new StringBuilder(
            "minutes,indexed,pictures_per_second,answered,found,search_p50_ms,search_p99_ms,"
                + "searchable_p50_ms,searchable_p99_ms");
    samples.get(0).residentBytes().keySet().forEach(name -> csv.append(',').append(name));
    csv.append('\n');
    List<Double> rates = rates();
    for (int i = 0; i < samples.size(); i++) {
      SoakSample s = samples.get(i);
      csv.append(
          String.format(
              Locale.ROOT,
              "%.2f,%d,%.2f,%d,%d,%.0f,%.0f,%d,%d",
              s.minutes(),
              s.indexed(),
              rates.get(i),
              s.answered(),
              s.found(),
              s.searchP50(),
              s.searchP99(),
              s.delayP50(),
              s.delayP99()));
      s.residentBytes().values().forEach(bytes -> csv.append(',').append(bytes));
      csv.append('\n');
    }
    return csv.toString();
  }

  /** The whole, in ten rows; then memory of each process, early, in the middle and at the end. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append("in the index  pictures/s  search p50, p99 ms  findable p50, p99 s  memory MB\n");
    SoakSample last = null;
    for (int row = 1; row <= ROWS; row++) {
      SoakSample sample = at((double) row / ROWS);
      if (sample == last) {
        continue;
      }
      text.append(
          String.format(
              Locale.ROOT,
              "%,12d  %10.1f  %8.0f %8.0f  %9.1f %8.1f  %,9.0f%n",
              sample.indexed(),
              rate(last, sample),
              sample.searchP50(),
              sample.searchP99(),
              sample.delayP50() / 1e3,
              sample.delayP99() / 1e3,
              sample.totalBytes() / MEGABYTE));
      last = sample;
    }
    text.append("\nmemory, MB     at a fifth  at the half  at the end\n");
    for (String process : samples.get(0).residentBytes().keySet()) {
      text.append(String.format(Locale.ROOT, "%-16s", process));
      for (double share : new double[] {0.2, 0.5, 1}) {
        double bytes = at(share).residentBytes().get(process);
        text.append(String.format(Locale.ROOT, "%,11.0f", bytes / MEGABYTE));
      }
      text.append('\n');
    }
    text.append(String.format(Locale.ROOT, "%n%,d of %,d searches found%n", found, searches));
    return text.toString();
  }

  /** The first sample with so much of the pictures. */
  private SoakSample at(double share) {
    SoakSample end = samples.get(samples.size() - 1);
    return samples.stream()
        .filter(sample -> sample.indexed() >= share * end.indexed())
        .findFirst()
        .orElse(end);
  }
}
