package io.morelli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.operators.IndexOptions;
import io.morelli.testing.SharedData;
import java.io.IOException;
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

/** A twentieth of the experiment on real paintings, with the model and thresholds that ship. */
class ExperimentIT {

  private static final int COPIES = 20;
  private static final double SHARE = 0.05;

  /** A guard against worse; the README says what the whole experiment reached. */
  private static final double MIN_RECALL = 0.999;

  private static final int HELD_OUT = 5;
  private static final int DUPLICATE_POINTS = 25;

  @TempDir private Path folder;

  @Test
  void paintingsAreFoundInEveryDeformationAndOthersAreNot() throws Exception {
    Plan plan = new Plan(paintings(), 1);
    plan.holdOut(HELD_OUT);
    plan.deform(EnumSet.allOf(Family.class), COPIES, SHARE);
    Configuration options = new Configuration();
    options.set(IndexOptions.LOCATION, "lucene://" + folder.resolve("index").toUri().getRawPath());
    Experiment.Settings settings =
        new Experiment.Settings(
            folder, Optional.empty(), DUPLICATE_POINTS, Optional.empty(), 1, "test");
    Experiment.Result result =
        new Experiment(Jobs.of(options), settings, (task, done, total) -> {}).run(plan);
    System.out.println(result.summary());
    JsonNode report = new ObjectMapper().readTree(result.json().toFile());
    JsonNode findable = report.path("findable");
    assertThat(findable.path("asked").asInt()).isGreaterThan(1_700);
    assertThat(findable.path("found").asInt())
        .as(result.summary())
        .isGreaterThanOrEqualTo((int) (MIN_RECALL * findable.path("asked").asInt()));
    assertThat(findable.path("wrongMatches").asInt()).as(result.summary()).isZero();
    assertThat(report.path("absent").path("asked").asInt()).isEqualTo(HELD_OUT * (1 + COPIES));
    assertThat(report.path("absent").path("falseAnswers").asInt()).isZero();
  }

  private static SortedMap<String, Path> paintings() throws IOException {
    try (Stream<Path> files = Files.list(SharedData.require("data/art"))) {
      List<Path> all = files.toList();
      SortedMap<String, Path> paintings = new TreeMap<>();
      all.forEach(file -> paintings.put(file.getFileName().toString().replace(".jpg", ""), file));
      return paintings;
    }
  }
}
