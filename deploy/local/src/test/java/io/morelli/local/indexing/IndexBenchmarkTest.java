package io.morelli.local.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexBenchmarkTest {

  @TempDir Path folder;

  @Test
  void measuresAnIndexOfItsOwnAndDeletesIt() throws InterruptedException {
    URI location = URI.create("lucene://" + folder.resolve("index").toUri().getRawPath());
    IndexBenchmark.Settings settings =
        new IndexBenchmark.Settings(500, 32, 1_000, 64, 10, 4, 20, 1);
    List<Long> progress = new ArrayList<>();
    IndexBenchmark.Result result =
        new IndexBenchmark(settings).run(location, () -> 123, progress::add);
    // So few vectors are compared one by one.
    assertThat(result.fresh().recall()).isCloseTo(1, within(1e-9));
    assertThat(result.settled().recall()).isCloseTo(1, within(1e-9));
    assertThat(result.settled().nearest()).isEqualTo(1);
    assertThat(result.index().count()).hasValue(500);
    assertThat(result.memoryBytes()).isEqualTo(123);
    assertThat(result.upsertsPerSecond()).isPositive();
    for (SearchBenchmark.Latency latency :
        List.of(result.fresh().alone(), result.settled().together())) {
      assertThat(latency.p50()).isPositive().isLessThanOrEqualTo(latency.p99());
    }
    assertThat(progress).endsWith(500L);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void settingsThatMakeNoSenseAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexBenchmark.Settings(10, 32, 0, 64, 10, 1, 20, 1))
        .withMessageContaining("10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexBenchmark.Settings(100, 32, 200_000, 64, 10, 1, 20, 1))
        .withMessageContaining("200000");
  }
}
