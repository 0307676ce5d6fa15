package io.morelli.experiment;

import io.morelli.decision.Thresholds;
import io.morelli.experiment.PictureSource.Change;
import io.morelli.index.ImageIndex;
import io.morelli.ingest.IngestJob;
import io.morelli.message.Checksum;
import io.morelli.message.KafkaRecord;
import io.morelli.message.SearchResponse;
import io.morelli.operators.DeadLetter;
import io.morelli.operators.LocalRun;
import io.morelli.query.Answer;
import io.morelli.query.QueryJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Bounded runs of the two jobs' graphs, each on a MiniCluster of its own in this JVM. */
final class Runs {

  private static final Duration SHOWN = Duration.ofMillis(250);

  private final Jobs jobs;
  private final Progress progress;

  Runs(Jobs jobs, Progress progress) {
    this.jobs = jobs;
    this.progress = progress;
  }

  /**
   * Makes the index hold the collection and nothing else. What it holds already is not embedded
   * again.
   *
   * @return the pictures that could not be indexed, by id, with the reason
   */
  SortedMap<String, String> index(Map<String, Path> collection) throws Exception {
    SortedMap<String, String> rejected = new TreeMap<>();
    try (ImageIndex index = jobs.index().open();
        LocalSink<DeadLetter> deadLetters =
            new LocalSink<>(letter -> rejected.put(idOf(letter), letter.message()))) {
      List<Change> changes = changes(index, collection);
      if (changes.isEmpty()) {
        return rejected;
      }
      StreamExecutionEnvironment env = environment(jobs.ingest().readers());
      IngestJob.define(
          env,
          jobs.ingest(),
          source(new PictureSource(changes), changes.size()),
          jobs.embedders(),
          jobs.index(),
          deadLetters);
      long before = index.count();
      // What is replaced or deleted does not show on the way.
      run(env, "indexing", () -> Math.max(0, index.count() - before), changes.size());
    }
    return rejected;
  }

  /**
   * Asks the questions and logs the answers.
   *
   * @param thresholds by which the job verifies and decides
   */
  void ask(String task, List<Question> questions, Thresholds thresholds, AnswerLog.Appender log)
      throws Exception {
    if (questions.isEmpty()) {
      return;
    }
    long start = System.nanoTime();
    long before = log.count();
    try (LocalSink<Answer> answers =
        new LocalSink<>(
            answer -> log.append(recorded(questions, answer, (System.nanoTime() - start) / 1e9)))) {
      StreamExecutionEnvironment env = environment(jobs.query().readers());
      QueryJob.define(
          env,
          jobs.query(thresholds),
          source(new QuestionSource(questions), questions.size()),
          jobs.embedders(),
          jobs.index(),
          answers);
      run(env, task, () -> log.count() - before, questions.size());
    }
  }

  private static Recorded recorded(List<Question> questions, Answer answer, double seconds) {
    try {
      SearchResponse response = SearchResponse.fromJson(answer.json());
      int number = Integer.parseInt(response.correlationId());
      return Recorded.of(questions.get(number), seconds, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Change> changes(ImageIndex index, Map<String, Path> collection)
      throws IOException {
    Map<String, String> indexed = new HashMap<>();
    index.scan(image -> indexed.put(image.id(), image.checksum()));
    List<Change> changes = new ArrayList<>();
    for (Map.Entry<String, Path> picture : collection.entrySet()) {
      String checksum = indexed.remove(picture.getKey());
      if (!Checksum.of(Files.readAllBytes(picture.getValue())).equals(checksum)) {
        changes.add(new Change(picture.getKey(), picture.getValue().toString()));
      }
    }
    indexed.keySet().forEach(id -> changes.add(new Change(id, null)));
    return changes;
  }

  private static String idOf(DeadLetter letter) {
    return new String(letter.record().key(), StandardCharsets.UTF_8);
  }

  private static Source<KafkaRecord, ?, ?> source(
      GeneratorFunction<Long, KafkaRecord> records, long count) {
    return new DataGeneratorSource<>(records, count, TypeInformation.of(KafkaRecord.class));
  }

  /** No checkpoints and no restarts: a run that fails is done again. */
  private static StreamExecutionEnvironment environment(int parallelism) {
    Configuration options = new Configuration();
    options.set(PipelineOptions.GENERIC_TYPES, false);
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    LocalRun.addMemory(options);
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, options);
  }

  private void run(StreamExecutionEnvironment env, String task, LongSupplier done, long total)
      throws Exception {
    progress.at(task, 0, total);
    LocalRun.execute(env, task, SHOWN, () -> progress.at(task, done.getAsLong(), total));
    progress.at(task, total, total);
  }
}
