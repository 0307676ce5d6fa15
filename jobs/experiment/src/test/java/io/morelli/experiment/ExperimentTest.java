package io.morelli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.decision.Thresholds;
import io.morelli.features.VerifierSettings;
import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.ingest.IngestJob;
import io.morelli.operators.BatchSettings;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.IndexProvider;
import io.morelli.operators.PoisonSettings;
import io.morelli.operators.testing.TestSettings;
import io.morelli.query.QuerySettings;
import io.morelli.query.SecondPass;
import io.morelli.testing.ColourLayoutEmbedder;
import io.morelli.testing.TestPictures;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole experiment: both graphs on MiniClusters, with an embedder without native code. */
class ExperimentTest {

  private static final int PICTURES = 12;

  private static final String MODEL_NAME =
      ColourLayoutEmbedder.MODEL.name() + " " + ColourLayoutEmbedder.MODEL.version();

  @TempDir private Path folder;

  private final Map<String, Path> pictures = new TreeMap<>();
  private final Map<String, Path> absent = new TreeMap<>();
  private final Map<String, Long> tasks = new HashMap<>();
  private IndexProvider index;

  @BeforeEach
  void paint() throws IOException {
    for (int i = 0; i < PICTURES; i++) {
      write("picture-" + i, TestPictures.jpeg(TestPictures.collage(i)), pictures);
    }
    for (int i = 100; i < 102; i++) {
      write("stranger-" + i, TestPictures.jpeg(TestPictures.collage(i)), absent);
    }
    // The same picture from another file.
    write("twin of 3", TestPictures.png(TestPictures.collage(3)), pictures);
    write("broken", new byte[] {1, 2, 3}, pictures);
    String uri = "lucene://" + folder.resolve("index").toUri().getRawPath();
    index = () -> ImageIndexes.open(URI.create(uri), ColourLayoutEmbedder.MODEL);
  }

  @Test
  void measuresFitsAndReports() throws Exception {
    Plan plan = plan();
    Experiment experiment = experiment(Optional.of(1.0), Optional.empty());
    Experiment.Result result = experiment.run(plan);
    JsonNode report = new ObjectMapper().readTree(result.json().toFile());
    assertThat(report.path("collection").asInt()).isEqualTo(PICTURES + 1);
    assertThat(report.path("rejected").toString()).contains("broken");
    assertThat(report.path("duplicates")).hasSize(1);
    assertThat(report.path("duplicates").toString()).contains("picture-3", "twin of 3");
    JsonNode findable = report.path("findable");
    assertThat(findable.path("asked").asInt()).isEqualTo((PICTURES + 1) * 5);
    assertThat(findable.path("found").asInt())
        .isGreaterThan(findable.path("asked").asInt() * 3 / 4);
    assertThat(findable.path("errors").asInt()).isZero();
    assertThat(findable.path("wrongMatches").asInt()).isZero();
    JsonNode absent = report.path("absent");
    assertThat(absent.path("asked").asInt()).isEqualTo(2 * 6);
    assertThat(absent.path("falseAnswers").asInt()).isZero();
    assertThat(report.path("groups").has("grey")).isTrue();
    assertThat(report.path("stages").has("second verify")).isTrue();

    Thresholds fitted = result.fitted().orElseThrow();
    JsonNode fit = report.path("fit");
    assertThat(fit.path("thresholds").path("manyPoints").asInt()).isEqualTo(fitted.manyPoints());
    assertThat(fit.path("onFitted").path("wrongMatches").asInt()).isZero();
    assertThat(
            fit.path("onFitted").path("asked").asInt() + fit.path("onOther").path("asked").asInt())
        .isEqualTo(findable.path("asked").asInt() + absent.path("asked").asInt());

    assertThat(report.path("recorded").path("lowCosine").asDouble(-1)).isZero();

    String html = Files.readString(result.html());
    assertThat(html).contains("data:image/svg+xml", "data:image/jpeg", "twin of 3", "grey");
    assertThat(html).contains("answers recorded by");
    assertThat(html).doesNotContain("src=\"http", "href=");
    assertThat(tasks).containsKeys("indexing", "duplicates", "asking");
    assertThat(tasks.get("asking"))
        .isEqualTo(findable.path("asked").asInt() + absent.path("asked").asInt());

    tasks.clear();
    // The same answers by other thresholds, nothing asked.
    Thresholds strict = new Thresholds(1, 1, 50, 1_000, 1_000);
    Experiment.Result again = experiment(Optional.empty(), Optional.of(strict)).evaluate(plan);
    JsonNode second = new ObjectMapper().readTree(again.json().toFile());
    assertThat(second.path("collection").asInt()).isEqualTo(PICTURES + 1);
    assertThat(second.path("rejected")).isEqualTo(report.path("rejected"));
    assertThat(second.path("findable").path("found").asInt()).isZero();
    assertThat(second.path("missedCases")).hasSize(Analysis.MAX_CASES);
    assertThat(second.has("fit")).isFalse();
    assertThat(tasks).isEmpty();
  }

  @Test
  void answersByStricterThresholdsAreNotEvaluated() throws IOException {
    Thresholds recorded = ColourLayoutEmbedder.MODEL.thresholds();
    Experiment lowerT = experiment(Optional.empty(), Optional.of(thresholds(0.1, 20)));
    leaveAnswers(lowerT, MODEL_NAME, recorded);
    assertThatThrownBy(() -> lowerT.evaluate(plan()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("t 0.2 and K 20", "t 0.1 and K 20");
    Experiment lowerK = experiment(Optional.empty(), Optional.of(thresholds(0.2, 19)));
    assertThatThrownBy(() -> lowerK.evaluate(plan()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("t 0.2 and K 20", "t 0.2 and K 19");
  }

  @Test
  void answersOfAnotherModelAreNotEvaluated() throws IOException {
    Experiment experiment = experiment(Optional.empty(), Optional.empty());
    leaveAnswers(experiment, "another 1", ColourLayoutEmbedder.MODEL.thresholds());
    assertThatThrownBy(() -> experiment.evaluate(plan()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("another 1", MODEL_NAME);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> experiment(Optional.of(99.9), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99.9");
    assertThatThrownBy(
            () -> new Experiment.Settings(folder, Optional.empty(), 0, Optional.empty(), 1, "test"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 or more: 0");
  }

  @Test
  void anIndexIsUsedAgainAndHoldsTheCollectionOnly() throws Exception {
    Plan all = new Plan(pictures, 1);
    new Runs(jobs(), this::progress).index(all.collection());
    long first = publishedAt("picture-1");
    pictures.remove("picture-2");
    Files.write(pictures.get("picture-4"), TestPictures.jpeg(TestPictures.collage(44)));
    tasks.clear();
    new Runs(jobs(), this::progress).index(new Plan(pictures, 1).collection());
    assertThat(publishedAt("picture-1")).isEqualTo(first);
    try (ImageIndex opened = index.open()) {
      assertThat(opened.count()).isEqualTo(PICTURES + 1 - 1);
      assertThat(opened.get("picture-2")).isEmpty();
    }
    // One deleted, one changed, and the broken one is tried again.
    assertThat(tasks).containsExactly(Map.entry("indexing", 3L));
  }

  private long publishedAt(String id) {
    try (ImageIndex opened = index.open()) {
      return opened.get(id).orElseThrow().publishedAt();
    }
  }

  private Plan plan() {
    Plan plan = new Plan(pictures, 2);
    plan.addAbsent("strangers", absent);
    plan.deform(EnumSet.of(Family.PHOTOMETRIC), 5, 1);
    return plan;
  }

  private Experiment experiment(Optional<Double> precision, Optional<Thresholds> thresholds) {
    Experiment.Settings settings =
        new Experiment.Settings(folder.resolve("out"), thresholds, 30, precision, 1, "test");
    return new Experiment(jobs(), settings, this::progress);
  }

  private static Thresholds thresholds(double lowCosine, int minKeyPoints) {
    return new Thresholds(0.9, lowCosine, minKeyPoints, 12, 8);
  }

  private static void leaveAnswers(Experiment experiment, String model, Thresholds recorded)
      throws IOException {
    Files.createDirectories(experiment.answers().getParent());
    AnswerLog.Run run = new AnswerLog.Run(model, recorded, "test", new TreeMap<>());
    new AnswerLog.Appender(experiment.answers(), run).close();
  }

  private void progress(String task, long done, long total) {
    assertThat(done).isBetween(0L, total);
    tasks.put(task, total);
  }

  private Jobs jobs() {
    return new Jobs(
        new IngestJob.Settings(
            "images",
            TestSettings.PICTURES,
            new BatchSettings(4, 5),
            EmbeddingOptions.COMMON_SLOTS,
            PoisonSettings.OFF,
            2,
            1,
            1),
        new QuerySettings(
            TestSettings.PICTURES,
            VerifierSettings.DEFAULT,
            ColourLayoutEmbedder.MODEL,
            100,
            1_000,
            Duration.ofMinutes(10),
            "search.responses",
            Set.of(),
            SecondPass.REGIONS,
            10,
            4,
            new BatchSettings(8, 2),
            EmbeddingOptions.COMMON_SLOTS,
            PoisonSettings.OFF,
            2,
            1,
            2),
        TestSettings.EMBEDDERS,
        index);
  }

  private void write(String id, byte[] encoded, Map<String, Path> files) throws IOException {
    Path file = folder.resolve(id + ".jpg");
    Files.write(file, encoded);
    files.put(id, file);
  }
}
