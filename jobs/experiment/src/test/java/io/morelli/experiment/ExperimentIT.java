package io.morelli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.operators.IndexOptions;
import io.morelli.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small experiment on real paintings, with the model that ships. */
class ExperimentIT {

  private static final int PICTURES = 24;
  private static final int COPIES = 3;

  @TempDir private Path folder;

  @Test
  void paintingsAreFoundInEveryGeometricDeformation() throws Exception {
    Plan plan = new Plan(paintings(), 1);
    plan.holdOut(2);
    plan.deform(EnumSet.of(Family.GEOMETRIC), COPIES, 1);
    Configuration options = new Configuration();
    options.set(IndexOptions.LOCATION, "lucene://" + folder.resolve("index").toUri().getRawPath());
    Experiment.Settings settings =
        new Experiment.Settings(folder, Optional.empty(), 30, Optional.empty(), 1, "test");
    Experiment.Result result =
        new Experiment(Jobs.of(options), settings, (task, done, total) -> {}).run(plan);
    JsonNode report = new ObjectMapper().readTree(result.json().toFile());
    // A crop may be left with too few key points that agree.
    assertThat(report.path("findable").path("found").asInt())
        .as(result.summary())
        .isGreaterThanOrEqualTo((PICTURES - 2) * COPIES - 1);
    assertThat(report.path("findable").path("wrongMatches").asInt()).isZero();
    assertThat(report.path("absent").path("asked").asInt()).isEqualTo(2 * (1 + COPIES));
    assertThat(report.path("absent").path("falseAnswers").asInt()).isZero();
  }

  /** Some of the collection, spread over it. */
  private static SortedMap<String, Path> paintings() throws Exception {
    try (Stream<Path> files = Files.list(SharedData.require("data/art"))) {
      List<Path> all = files.sorted().toList();
      SortedMap<String, Path> some = new TreeMap<>();
      for (int i = 0; i < PICTURES; i++) {
        Path file = all.get(i * all.size() / PICTURES);
        some.put(file.getFileName().toString().replace(".jpg", ""), file);
      }
      return some;
    }
  }
}
