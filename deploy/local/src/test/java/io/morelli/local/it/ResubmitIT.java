package io.morelli.local.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.morelli.index.ImageIndex;
import io.morelli.ingest.IngestJob;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.local.cluster.Cluster;
import io.morelli.local.cluster.ClusterJob;
import io.morelli.local.cluster.ClusterSettings;
import io.morelli.local.cluster.FlinkRest;
import io.morelli.local.cluster.ManagedProcess;
import io.morelli.message.SearchResponse;
import io.morelli.query.QueryJob;
import io.morelli.testing.TestPictures;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both jobs come and go on one session cluster: their native libraries are loaded once, their
 * memory is given back, and their state goes on with another parallelism and another version.
 */
class ResubmitIT {

  /** {@code -Dmorelli.resubmit.rounds=20} for figures of memory to trust. */
  private static final int ROUNDS = Integer.getInteger("morelli.resubmit.rounds", 3);

  /** From so many on, what the Java heap takes at first no longer hides what is lost. */
  private static final int TRUSTED_ROUNDS = 10;

  /** Those of both jobs, and one that the OpenCV library keeps for ever. */
  private static final int CLASS_LOADERS = 3;

  /** In half of the rounds. Both models in native memory would be more in one. */
  private static final long GROWTH = 150L << 20;

  private static final int PICTURES = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private Cluster cluster;
  private ManagedProcess taskManager;
  private int published;

  @BeforeEach
  void start() throws Exception {
    cluster = TestCluster.of(directory, 1, 1, 8, 1);
    taskManager = cluster.taskManagers().get(0);
    cluster.start(step -> {});
    cluster.submitJobs();
    cluster.awaitJobs();
    publishAndFind();
  }

  @AfterEach
  void stop() throws Exception {
    cluster.kill();
  }

  @Test
  void memoryStaysFlatOverManyRounds() throws Exception {
    long pid = taskManager.pid().orElseThrow();
    List<Long> resident = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (FlinkDashboard.Job job : running()) {
        rest().cancel(job.id());
      }
      cluster.submitJobs();
      cluster.awaitJobs();
      publishAndFind();
      long before = taskManager.residentBytes();
      diagnose(pid, "System.trim_native_heap");
      resident.add(taskManager.residentBytes());
      System.out.printf(
          "round %2d: %,d MiB resident, %,d MiB when trimmed, %d class loaders of jobs%n",
          round, before >> 20, resident.get(round - 1) >> 20, classLoaders(pid));
    }
    // Threads of Milvus's client end some seconds after it was closed.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(classLoaders(pid)).isBetween(2, CLASS_LOADERS));
    assertThat(taskManager.pid()).as("the task manager never ended").contains(pid);
    assertThat(log()).doesNotContain("UnsatisfiedLinkError", "OutOfMemoryError");
    if (ROUNDS >= TRUSTED_ROUNDS) {
      assertThat(resident.get(ROUNDS - 1) - resident.get(ROUNDS / 2))
          .as("bytes gained in the second half of the rounds")
          .isLessThan(GROWTH);
    }
  }

  /** Those that are in use or leaked: to count them, the JVM collects its garbage. */
  private static int classLoaders(long pid) throws Exception {
    return diagnose(pid, "GC.class_histogram")
        .lines()
        .filter(line -> line.strip().endsWith("org.apache.flink.util.ChildFirstClassLoader"))
        .mapToInt(line -> Integer.parseInt(line.strip().split("\\s+")[1]))
        .sum();
  }

  private static String diagnose(long pid, String command) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void stateGoesOnWithAnotherParallelismAndAnotherVersion() throws Exception {
    for (int parallelism : new int[] {4, 2}) {
      stopWithSavepoint();
      submit(parallelism, jar -> jar);
      publishAndFind();
    }
    stopWithSavepoint();
    submit(2, this::newVersion);
    publishAndFind();
    for (FlinkDashboard.Job job : running()) {
      JsonNode restored =
          rest().get("/jobs/%s/checkpoints".formatted(job.id())).path("latest").path("restored");
      assertThat(restored.path("is_savepoint").asBoolean()).as(job.name()).isTrue();
    }
  }

  private FlinkRest rest() {
    return new FlinkRest(cluster.dashboard());
  }

  private List<FlinkDashboard.Job> running() throws Exception {
    return new FlinkDashboard(cluster.dashboard())
        .jobs().stream().filter(job -> job.state().equals("RUNNING")).toList();
  }

  private void stopWithSavepoint() throws Exception {
    for (FlinkDashboard.Job job : running()) {
      rest().stop(job.id(), cluster.state(job.name()).savepoints());
    }
    assertThat(cluster.state(IngestJob.NAME).newest().orElseThrow().toString())
        .contains("savepoint");
    assertThat(cluster.state(QueryJob.NAME).newest().orElseThrow().toString())
        .contains("savepoint");
  }

  private void submit(int parallelism, UnaryOperator<Path> version) throws Exception {
    ClusterSettings known = cluster.settings();
    ClusterSettings settings =
        new ClusterSettings(
            known.directory(),
            known.kafkaPort(),
            known.dashboardPorts(),
            known.coordinationPort(),
            known.taskManagers(),
            known.slots(),
            parallelism,
            known.index(),
            known.milvusServer(),
            known.jobOptions());
    for (ClusterJob job :
        List.of(
            ClusterJob.ingest(settings, cluster.flinkHome()),
            ClusterJob.query(settings, cluster.flinkHome()))) {
      cluster.submit(
          new ClusterJob(job.name(), version.apply(job.jar()), job.arguments(), job.parallelism()));
    }
    cluster.awaitJobs();
  }

  /** The same job in another jar. */
  private Path newVersion(Path jar) {
    Path next = directory.resolve("next-" + jar.getFileName());
    try (OutputStream file = Files.newOutputStream(next);
        ZipOutputStream zip = new ZipOutputStream(file);
        ZipFile old = new ZipFile(jar.toFile())) {
      zip.putNextEntry(new ZipEntry("version.txt"));
      zip.write("next".getBytes(UTF_8));
      for (var entry : Collections.list(old.entries())) {
        zip.putNextEntry(new ZipEntry(entry.getName()));
        old.getInputStream(entry).transferTo(zip);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return next;
  }

  /** Returns when the index holds everything, and the newest picture is found by a copy of it. */
  private void publishAndFind() throws Exception {
    int last = published + PICTURES - 1;
    try (WireClient client = new WireClient(cluster.kafka())) {
      for (; published <= last; published++) {
        client.send(
            Topics.IMAGES,
            id(published).getBytes(UTF_8),
            TestPictures.jpeg(TestPictures.collage(published)),
            List.of());
      }
      client.awaitIngested();
    }
    try (ImageIndex index = cluster.openIndex()) {
      assertThat(index.count()).isEqualTo(published);
    }
    try (SearchClient search =
        new SearchClient(cluster.kafka(), Topics.REQUESTS, Topics.RESPONSES, PATIENCE)) {
      byte[] copy = TestPictures.jpeg(TestPictures.rotated(TestPictures.collage(last), 5));
      SearchResponse answer =
          search.search(SearchQuery.picture(copy, SearchQuery.Options.DEFAULT)).get();
      assertThat(answer.matches()).extracting(SearchResponse.Match::id).contains(id(last));
    }
  }

  private static String id(int picture) {
    return "picture-" + picture;
  }

  private String log() throws IOException {
    Path logs = directory.resolve("logs");
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("task")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
