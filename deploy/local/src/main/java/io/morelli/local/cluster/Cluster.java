package io.morelli.local.cluster;

import io.morelli.embedding.ModelInfo;
import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexUnavailableException;
import io.morelli.index.MilvusCommand;
import io.morelli.local.broker.Ports;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.UnreachableException;
import io.morelli.local.stack.JobState;
import io.morelli.local.stack.RunningSystem;
import io.morelli.operators.EmbeddingOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;

/**
 * Morelli on one machine as it runs on many: Kafka, Milvus, Flink's job managers and task managers,
 * and ZooKeeper where there is more than one job manager, each in a process of its own that goes on
 * when this program ends. All state lies in one folder.
 *
 * <p>Not thread-safe.
 */
public final class Cluster implements RunningSystem {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** For the first try. */
  private static final Duration MILVUS_START = Duration.ofMinutes(1);

  private static final Duration POLL = Duration.ofMillis(300);

  /** Room for a higher parallelism later. */
  private static final int MIN_PARTITIONS = 4;

  private final ClusterSettings settings;
  private final FlinkHome home;
  private final FlinkProcesses flink;
  private final ManagedProcess kafka;
  private final Optional<ManagedProcess> milvus;
  private final Optional<ManagedProcess> zooKeeper;
  private final List<ManagedProcess> jobManagers;
  private final List<ManagedProcess> taskManagers;

  /** Null until it was needed: its version is computed from the whole of it. */
  private ModelInfo model;

  public Cluster(ClusterSettings settings, FlinkHome home) {
    this.settings = settings;
    this.home = home;
    this.flink = new FlinkProcesses(settings, home);
    this.kafka = process("kafka", this::kafkaCommand);
    this.milvus =
        settings
            .milvusServer()
            .map(
                server ->
                    process(
                        "milvus",
                        () ->
                            MilvusCommand.serve(
                                server,
                                settings.directory().resolve("milvus"),
                                settings.index().getPort())));
    this.zooKeeper =
        settings.isHighlyAvailable()
            ? Optional.of(process("zookeeper", flink::zooKeeper))
            : Optional.empty();
    this.jobManagers =
        IntStream.range(0, settings.dashboardPorts().size())
            .mapToObj(i -> process(FlinkProcesses.jobManagerName(i), () -> flink.jobManager(i)))
            .toList();
    this.taskManagers =
        IntStream.range(0, settings.taskManagers())
            .mapToObj(i -> process(FlinkProcesses.taskManagerName(i), () -> flink.taskManager(i)))
            .toList();
  }

  private ManagedProcess process(String name, ManagedProcess.Launch launch) {
    return new ManagedProcess(name, settings.directory(), launch);
  }

  public ClusterSettings settings() {
    return settings;
  }

  public FlinkHome flinkHome() {
    return home;
  }

  /** In the order in which they are started. */
  public List<ManagedProcess> processes() {
    return Stream.of(
            Stream.of(kafka),
            milvus.stream(),
            zooKeeper.stream(),
            jobManagers.stream(),
            taskManagers.stream())
        .flatMap(processes -> processes)
        .toList();
  }

  public ManagedProcess kafkaProcess() {
    return kafka;
  }

  /** Empty if the index is served by others. */
  public Optional<ManagedProcess> milvusProcess() {
    return milvus;
  }

  public List<ManagedProcess> taskManagers() {
    return taskManagers;
  }

  /**
   * The job manager that leads.
   *
   * @throws UnreachableException if there is none
   */
  public ManagedProcess activeJobManager() throws Exception {
    return jobManagers.get(settings.dashboardPorts().indexOf(activeDashboard().getPort()));
  }

  /** Where Flink's checkpoints go. */
  public Path checkpoints() {
    return flink.checkpoints();
  }

  @Override
  public KafkaConnection kafka() {
    return KafkaConnection.to(settings.brokers());
  }

  @Override
  public URI dashboard() {
    return settings.dashboards().get(0);
  }

  /** That of the job manager that leads. */
  public URI activeDashboard() throws Exception {
    return settings.isHighlyAvailable()
        ? ActiveJobManager.find(flink.configuration())
        : dashboard();
  }

  /** The index that the jobs write, with time for a busy machine; to be closed by the caller. */
  public ImageIndex openIndex() {
    String separator = settings.index().getQuery() == null ? "?" : "&";
    URI patient = URI.create(settings.index() + separator + "deadline=PT30S");
    if (model == null) {
      model = EmbeddingOptions.model(Configuration.fromMap(settings.jobOptions()));
    }
    return ImageIndexes.open(patient, model);
  }

  /**
   * Starts the processes that do not run, and waits until all serve.
   *
   * @param progress told of every step
   * @throws IOException if one does not start; the message names its log
   */
  public void start(Consumer<String> progress) throws Exception {
    settings.write();
    flink.configure();
    progress.accept("Kafka");
    startKafka();
    progress.accept("Milvus");
    startMilvus();
    progress.accept("Flink");
    if (zooKeeper.isPresent()) {
      zooKeeper.get().start();
      await(zooKeeper.get(), () -> Ports.isServed(settings.coordinationPort()));
    }
    for (ManagedProcess process : processes()) {
      process.start();
    }
    awaitFlink();
  }

  /** Starts the broker if it does not run, and returns when it serves. */
  public void startKafka() throws Exception {
    kafka.start();
    await(kafka, this::kafkaServes);
    try (Admin admin = kafka().admin()) {
      Topics.create(admin, partitions());
    }
  }

  /** Of each topic. */
  public int partitions() {
    return Math.max(MIN_PARTITIONS, settings.parallelism());
  }

  private boolean kafkaServes() throws InterruptedException {
    if (!Ports.isServed(settings.kafkaPort())) {
      return false;
    }
    try {
      kafka().check();
      return true;
    } catch (UnreachableException e) {
      return false;
    }
  }

  /**
   * Starts Milvus, if it is ours and does not serve, and returns when the index can be used. Its
   * command stays when the server below it has ended, so one that does not serve is started anew:
   * after a minute, then after twice as long, as a busy machine and many data need longer.
   */
  public void startMilvus() throws Exception {
    long start = System.nanoTime();
    long tried = start;
    Duration trial = MILVUS_START;
    while (!indexServes()) {
      long now = System.nanoTime();
      if (now - start > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "no Milvus answers at %s within %d s%s"
                .formatted(
                    settings.index(),
                    PATIENCE.toSeconds(),
                    milvus.map(process -> ", see " + process.output()).orElse("")));
      }
      if (milvus.isPresent()) {
        if (now - tried > trial.toNanos()) {
          milvus.get().kill();
          tried = now;
          trial = trial.multipliedBy(2);
        }
        // Again and again: it ends while connections of one that was killed linger at its port.
        milvus.get().start();
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** Whether the index can be used now. */
  public boolean indexServes() {
    if (milvus.isPresent() && !Ports.isServed(settings.index().getPort())) {
      return false;
    }
    try (ImageIndex index = openIndex()) {
      index.count();
      return true;
    } catch (IndexUnavailableException e) {
      return false;
    }
  }

  /** Returns when all task managers are there. */
  private void awaitFlink() throws Exception {
    ManagedProcess last = taskManagers.get(taskManagers.size() - 1);
    await(last, this::flinkServes);
  }

  private boolean flinkServes() throws Exception {
    try {
      return new FlinkRest(activeDashboard()).taskManagers() >= taskManagers.size();
    } catch (IOException e) {
      return false;
    }
  }

  /** Submits both jobs, as {@link #submit}. */
  public void submitJobs() throws Exception {
    submit(ClusterJob.ingest(settings, home));
    submit(ClusterJob.query(settings, home));
  }

  /**
   * Submits a job, from its newest checkpoint or savepoint if it has one; one that runs already is
   * left alone.
   */
  public void submit(ClusterJob job) throws Exception {
    boolean runs =
        new FlinkDashboard(activeDashboard())
            .jobs().stream()
                .anyMatch(
                    known ->
                        known.name().equals(job.name())
                            && !FlinkRest.ENDED.contains(known.state()));
    if (!runs) {
      JobState state = state(job.name());
      FlinkRest rest = new FlinkRest(activeDashboard());
      // A session cluster takes no job id twice, so the folder is what is the same in every run.
      List<String> arguments = new ArrayList<>(job.arguments());
      arguments.add("--" + CheckpointingOptions.CHECKPOINTS_DIRECTORY.key());
      arguments.add(FlinkProcesses.flinkPath(state.checkpoints()));
      rest.run(rest.upload(job.jar()), arguments, job.parallelism(), state.newest());
    }
  }

  /** Returns when every task of both jobs runs. */
  public void awaitJobs() throws Exception {
    await(taskManagers.get(0), this::jobsRun);
  }

  private boolean jobsRun() throws Exception {
    try {
      List<FlinkDashboard.Job> running =
          new FlinkDashboard(activeDashboard())
              .jobs().stream()
                  .filter(job -> job.tasks() > 0 && job.runningTasks() == job.tasks())
                  .toList();
      return running.size() >= 2;
    } catch (UnreachableException e) {
      return false;
    }
  }

  /** Whether all task managers are there and every task of both jobs runs. */
  public boolean isReady() throws Exception {
    try {
      return flinkServes() && jobsRun();
    } catch (UnreachableException e) {
      return false; // No job manager leads.
    }
  }

  /** Where a job's checkpoints and savepoints lie. */
  public JobState state(String job) {
    return new JobState(job, flink.checkpoints(), flink.savepoints());
  }

  /**
   * Stops the jobs with a savepoint each, then the processes. A job that cannot be stopped so goes
   * on from its last checkpoint next time.
   *
   * @param progress told of what did not go in order
   */
  public void stop(Consumer<String> progress) throws IOException, InterruptedException {
    try {
      URI dashboard = activeDashboard();
      FlinkRest rest = new FlinkRest(dashboard);
      for (FlinkDashboard.Job job : new FlinkDashboard(dashboard).jobs()) {
        if (!FlinkRest.ENDED.contains(job.state())) {
          stop(rest, job, progress);
        }
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      progress.accept("no job is stopped with a savepoint: " + e.getMessage());
    }
    List<ManagedProcess> reversed = new ArrayList<>(processes());
    Collections.reverse(reversed);
    for (ManagedProcess process : reversed) {
      process.stop();
    }
    settings.delete();
  }

  private void stop(FlinkRest rest, FlinkDashboard.Job job, Consumer<String> progress)
      throws InterruptedException {
    try {
      rest.stop(job.id(), state(job.name()).savepoints());
    } catch (IOException e) {
      progress.accept(
          "%s is not stopped with a savepoint: %s".formatted(job.name(), e.getMessage()));
      cancel(rest, job, progress);
    }
  }

  /** Or ZooKeeper would bring it back, with the addresses of this run, beside the next one. */
  private static void cancel(FlinkRest rest, FlinkDashboard.Job job, Consumer<String> progress)
      throws InterruptedException {
    try {
      rest.cancel(job.id());
    } catch (IOException e) {
      progress.accept("%s is not cancelled either: %s".formatted(job.name(), e.getMessage()));
    }
  }

  /** Ends all processes at once. */
  public void kill() throws IOException, InterruptedException {
    for (ManagedProcess process : processes()) {
      process.kill();
    }
  }

  /** What is waited for. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(ManagedProcess process, Condition condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (!process.isRunning()) {
        throw new IOException("%s has ended, see %s".formatted(process.name(), process.output()));
      }
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "%s is not ready after %d s, see %s"
                .formatted(process.name(), PATIENCE.toSeconds(), process.output()));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private ProcessBuilder kafkaCommand() throws IOException {
    Path logs = settings.directory().resolve("logs");
    Files.createDirectories(logs);
    return new ProcessBuilder(
        Jvm.command(),
        "-Xmx512m",
        "-Dlog.file=" + logs.resolve("kafka.log"),
        "-Dlog4j2.configurationFile=morelli-stack-log4j2.xml",
        "-cp",
        System.getProperty("java.class.path"),
        KafkaProcess.class.getName(),
        settings.directory().resolve("kafka").toString(),
        Integer.toString(settings.kafkaPort()));
  }
}
