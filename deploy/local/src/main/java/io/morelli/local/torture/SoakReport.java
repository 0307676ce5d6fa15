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
 */
public record SoakReport(List<SoakSample> samples) {

  private static final int ROWS = 10;

  /** Where the speeds of runs of different lengths are compared. */
  private static final long[] MARKS = {10_000, 50_000, 100_000};

  private static final double MEGABYTE = 1e6;
  private static final String MINUTES = "minutes";

  public SoakReport {
    samples = List.copyOf(samples);
  }

  /** The last sample. */
  public SoakSample end() {
    return samples.get(samples.size() - 1);
  }

  /** Pictures a second since the sample before the last. */
  public double currentRate() {
    return rate(samples.size() < 2 ? null : samples.get(samples.size() - 2), end());
  }

  /** Writes soak.csv, memory.svg, throughput.svg, delays.svg and searchable.svg. */
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
    // On a scale of its own: it contains the time in the queue.
    Map<String, List<Double>> searchable = new LinkedHashMap<>();
    searchable.put("p50", samples.stream().map(sample -> sample.delayP50() / 1e3).toList());
    searchable.put("p99", samples.stream().map(sample -> sample.delayP99() / 1e3).toList());
    Files.write(
        folder.resolve("searchable.svg"),
        Charts.lines("From published to searchable", MINUTES, "seconds", minutes, searchable));
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

  /**
   * The whole, in ten rows; the speed up to some sizes of the index; then memory of each process,
   * early, in the middle and at the end.
   */
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
    text.append(stretches());
    text.append("\nmemory, MB     at a fifth  at the half  at the end\n");
    for (String process : samples.get(0).residentBytes().keySet()) {
      text.append(String.format(Locale.ROOT, "%-16s", process));
      for (double share : new double[] {0.2, 0.5, 1}) {
        double bytes = at(share).residentBytes().get(process);
        text.append(String.format(Locale.ROOT, "%,11.0f", bytes / MEGABYTE));
      }
      text.append('\n');
    }
    text.append(
        String.format(
            Locale.ROOT, "%n%,d of %,d searches found%n", end().found(), end().answered()));
    return text.toString();
  }

  /** A line for each stretch up to a mark that was reached; none if none was. */
  private String stretches() {
    StringBuilder text = new StringBuilder();
    long from = 0;
    SoakSample last = null;
    for (long mark : MARKS) {
      if (end().indexed() >= mark) {
        SoakSample sample = firstWith(mark);
        text.append(
            String.format(
                Locale.ROOT,
                "%nfrom %,7d to %,7d  %5.1f pictures/s",
                from,
                mark,
                rate(last, sample)));
        from = mark;
        last = sample;
      }
    }
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  /** The first sample with so much of the pictures. */
  private SoakSample at(double share) {
    return firstWith(share * end().indexed());
  }

  private SoakSample firstWith(double pictures) {
    return samples.stream()
        .filter(sample -> sample.indexed() >= pictures)
        .findFirst()
        .orElseThrow();
  }
}
