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
    assertThat(new SoakReport(samples, 5, 5).csv().lines())
        .containsExactly(
            "minutes,indexed,pictures_per_second,answered,found,search_p50_ms,search_p99_ms,"
                + "searchable_p50_ms,searchable_p99_ms,kafka,task manager",
            "1.00,600,10.00,1,1,20,NaN,30,40,1000000,2000000",
            "2.00,1800,20.00,1,1,20,NaN,30,40,2000000,4000000",
            "3.00,1830,0.50,1,1,20,NaN,30,40,2000000,4000000");
  }

  @Test
  void theSummaryHasTenRowsOfALongRunAndTheMemoryOfEachProcess() {
    for (int minute = 1; minute <= 100; minute++) {
      sample(minute, 600L * minute, 1_000_000L * minute);
    }
    List<String> lines = new SoakReport(samples, 10, 9).summary().lines().toList();
    assertThat(lines).hasSize(1 + 10 + 1 + 1 + 2 + 1 + 1);
    assertThat(lines.subList(1, 11)).allSatisfy(row -> assertThat(row).contains(" 10.0 "));
    assertThat(lines.get(1)).startsWith("       6,000").endsWith(" 30");
    assertThat(lines.get(10)).startsWith("      60,000").endsWith(" 300");
    assertThat(lines.get(14)).matches("task manager +40 +100 +200");
    assertThat(lines.get(16)).isEqualTo("9 of 10 searches found");
  }

  @Test
  void aShortRunHasFewerRows() {
    sample(0.1, 300, 1_000_000);
    assertThat(new SoakReport(samples, 10, 10).summary().lines())
        .filteredOn(line -> line.contains("50.0"))
        .hasSize(1);
  }

  @Test
  void writesItsFiles(@TempDir Path folder) throws Exception {
    sample(1, 600, 1_000_000);
    sample(2, 1_200, 1_000_000);
    new SoakReport(samples, 10, 10).write(folder);
    assertThat(folder.resolve("soak.csv")).isNotEmptyFile();
    assertThat(Files.readString(folder.resolve("memory.svg"))).contains("<svg");
    assertThat(folder.resolve("throughput.svg")).isNotEmptyFile();
    assertThat(folder.resolve("delays.svg")).isNotEmptyFile();
  }

  private void sample(double minutes, long indexed, long kafkaBytes) {
    Map<String, Long> memory = new LinkedHashMap<>();
    memory.put("kafka", kafkaBytes);
    memory.put("task manager", 2 * kafkaBytes);
    samples.add(new SoakSample(minutes, indexed, 1, 1, 20, Double.NaN, 30, 40, memory));
  }
}
