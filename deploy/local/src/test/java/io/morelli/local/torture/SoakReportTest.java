package io.morelli.local.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakReportTest {

  private final List<SoakSample> samples = new ArrayList<>();

  @Test
  void speedIsThatSinceTheSampleBefore() {
    sample(1, 600, 1_000_000);
    sample(2, 1_800, 2_000_000);
    sample(3, 1_830, 2_000_000);
    assertThat(new SoakReport(samples).csv().lines())
        .containsExactly(
            "minutes,indexed,pictures_per_second,answered,found,search_p50_ms,search_p99_ms,"
                + "searchable_p50_ms,searchable_p99_ms,kafka,task manager",
            "1.00,600,10.00,10,9,20,NaN,30,40,1000000,2000000",
            "2.00,1800,20.00,10,9,20,NaN,30,40,2000000,4000000",
            "3.00,1830,0.50,10,9,20,NaN,30,40,2000000,4000000");
  }

  @Test
  void theCurrentSpeedIsThatOfTheLastSample() {
    sample(1, 600, 1_000_000);
    assertThat(new SoakReport(samples).currentRate()).isEqualTo(10);
    sample(2, 1_800, 2_000_000);
    assertThat(new SoakReport(samples).currentRate()).isEqualTo(20);
  }

  @Test
  void theSummaryHasTenRowsOfALongRunAndTheMemoryOfEachProcess() {
    for (int minute = 1; minute <= 100; minute++) {
      sample(minute, 600L * minute, 1_000_000L * minute);
    }
    List<String> lines = new SoakReport(samples).summary().lines().toList();
    assertThat(lines).hasSize(1 + 10 + 1 + 2 + 1 + 1 + 2 + 1 + 1);
    assertThat(lines.subList(1, 11)).allSatisfy(row -> assertThat(row).contains(" 10.0 "));
    assertThat(lines.get(1)).startsWith("       6,000").endsWith(" 30");
    assertThat(lines.get(10)).startsWith("      60,000").endsWith(" 300");
    assertThat(lines.get(12)).isEqualTo("from       0 to  10,000   10.0 pictures/s");
    assertThat(lines.get(13)).isEqualTo("from  10,000 to  50,000   10.0 pictures/s");
    assertThat(lines.get(17)).matches("task manager +40 +100 +200");
    assertThat(lines.get(19)).isEqualTo("9 of 10 searches found");
  }

  @Test
  void aShortRunHasFewerRows() {
    sample(0.1, 300, 1_000_000);
    assertThat(new SoakReport(samples).summary().lines())
        .filteredOn(line -> line.contains("50.0"))
        .hasSize(1);
  }

  @Test
  void writesItsFiles(@TempDir Path folder) throws Exception {
    sample(1, 600, 1_000_000);
    sample(2, 1_200, 1_000_000);
    new SoakReport(samples).write(folder);
    assertThat(folder.resolve("soak.csv")).isNotEmptyFile();
    assertThat(Files.readString(folder.resolve("memory.svg"))).contains("<svg");
    assertThat(folder.resolve("throughput.svg")).isNotEmptyFile();
    assertThat(folder.resolve("delays.svg")).isNotEmptyFile();
    assertThat(folder.resolve("searchable.svg")).isNotEmptyFile();
  }

  @Test
  void writesItsFilesBeforeTheFirstSearch(@TempDir Path folder) throws Exception {
    Map<String, Long> memory = Map.of("kafka", 1_000_000L);
    samples.add(new SoakSample(1, 0, 0, 0, Double.NaN, Double.NaN, 0, 0, memory));
    new SoakReport(samples).write(folder);
    assertThat(folder.resolve("soak.csv")).isNotEmptyFile();
    assertThat(folder.resolve("delays.svg")).isNotEmptyFile();
  }

  private void sample(double minutes, long indexed, long kafkaBytes) {
    Map<String, Long> memory = new LinkedHashMap<>();
    memory.put("kafka", kafkaBytes);
    memory.put("task manager", 2 * kafkaBytes);
    samples.add(new SoakSample(minutes, indexed, 10, 9, 20, Double.NaN, 30, 40, memory));
  }
}
