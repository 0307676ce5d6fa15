package io.morelli.local.demo;

import static io.morelli.local.demo.Demo.decimal;

import io.morelli.index.ImageIndex;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.FlinkDashboard;
import io.morelli.local.client.PictureFile;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.local.stack.MorelliJobs;
import io.morelli.local.stack.RunningSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Measures the system of this JVM through its Kafka, beside the bare model, and prints the figures.
 */
public final class Bench {

  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

  /** Flink shows metrics with a delay of up to 2 seconds here. */
  private static final Duration METRICS_DELAY = Duration.ofSeconds(4);

  private static final String VERIFY = "verification.verifyNanos";

  /** Counters of nanoseconds in which an operator worked, wherever it runs. */
  private static final List<String> WORK =
      List.of("read.nanos", "embedding.modelNanos", "index.writeNanos", VERIFY);

  private static final int WARM_UP_QUERIES = 20;
  private static final int BATCH = 4;
  private static final long SEED = 1;

  private final RunningSystem system;
  private final ImageIndex index;
  private final PrintStream out;

  /**
   * @param index that the system writes
   */
  public Bench(RunningSystem system, ImageIndex index, PrintStream out) {
    this.system = system;
    this.index = index;
    this.out = out;
  }

  /**
   * @param pictures to publish; the first two fifths of them to warm up, until the JVM has compiled
   *     what it will
   * @param queries deformed copies to ask, once one at a time and once eight in flight; at least 1
   */
  public void run(List<PictureFile> pictures, int queries)
      throws IOException, InterruptedException, ExecutionException {
    int cores = Runtime.getRuntime().availableProcessors();
    int warmUp = pictures.size() * 2 / 5;
    publish(pictures.subList(0, warmUp));
    double model = BareModel.picturesPerSecond(cores, 1, BATCH);
    out.printf(
        "bare model          %s pictures/s (%d embedders of one thread, batches of %d)%n",
        decimal(model, 1), cores, BATCH);
    out.printf(
        "                    %s pictures/s (one embedder of %d threads, one by one)%n",
        decimal(BareModel.picturesPerSecond(1, cores, 1), 1), cores);
    ingest(pictures.subList(warmUp, pictures.size()), model);
    try (SearchClient client =
        new SearchClient(system.kafka(), Topics.REQUESTS, Topics.RESPONSES, ANSWER_TIMEOUT)) {
      Asker asker = new Asker(client, SearchQuery.Options.DEFAULT);
      asker.ask(Question.deformed(pictures, WARM_UP_QUERIES, SEED + 1), 4, answer -> {});
      List<Question> questions = Question.deformed(pictures, queries, SEED);
      stages(measure(asker, questions, 1));
      measure(asker, questions, 8);
    }
    Thread.sleep(METRICS_DELAY.toMillis());
    counters();
  }

  private void ingest(List<PictureFile> pictures, double model)
      throws IOException, InterruptedException, ExecutionException {
    long start = System.nanoTime();
    publish(pictures);
    double seconds = (System.nanoTime() - start) / 1e9;
    double rate = pictures.size() / seconds;
    out.printf(
        "ingest              %s pictures/s, %s %% of the bare model (%d in %s s, published to"
            + " findable)%n",
        decimal(rate, 1), decimal(100 * rate / model, 0), pictures.size(), decimal(seconds, 1));
  }

  /** Returns when all can be found, but those that the ingest job refuses. */
  private void publish(List<PictureFile> pictures)
      throws IOException, InterruptedException, ExecutionException {
    long expected = index.count() + pictures.size();
    Ingestion.publish(system.kafka(), pictures, true);
    // Offsets alone would tell it seconds late, as they are committed with checkpoints.
    Ingestion.awaitIndexed(
        system.kafka(), MorelliJobs.INGEST_GROUP, () -> index.count() >= expected);
    long refused = expected - index.count();
    if (refused > 0) {
      out.printf(
          "%d of %d pictures were refused, see the topic %s%n",
          refused, pictures.size(), Topics.DEAD_LETTERS);
    }
  }

  private List<Answer> measure(Asker asker, List<Question> questions, int inFlight)
      throws IOException, InterruptedException, ExecutionException {
    long start = System.nanoTime();
    List<Answer> answers = asker.ask(questions, inFlight, answer -> {});
    double seconds = (System.nanoTime() - start) / 1e9;
    Figures figures = Figures.of(0, Double.NaN, answers);
    out.printf(
        "query, %d in flight  p50 %s ms, p99 %s ms, %s queries/s%n",
        inFlight,
        decimal(figures.p50(), 0),
        decimal(figures.p99(), 0),
        decimal(answers.size() / seconds, 1));
    return answers;
  }

  /** Mean milliseconds of each stage over all queries, and its share of the whole. */
  private void stages(List<Answer> answers) {
    Map<String, Double> sums = new LinkedHashMap<>();
    double candidates = 0;
    int answered = 0;
    for (Answer answer : answers) {
      if (answer.response() != null) {
        answer.response().timings().forEach((stage, ms) -> sums.merge(stage, ms, Double::sum));
        candidates += answer.response().candidates();
        answered++;
      }
    }
    double total = sums.remove("total");
    for (var stage : sums.entrySet()) {
      out.printf(
          "  %-17s %s ms, %s %%%n",
          stage.getKey(),
          decimal(stage.getValue() / answered, 1),
          decimal(100 * stage.getValue() / total, 0));
    }
    out.printf("  in the job        %s ms%n", decimal(total / answered, 1));
    out.printf("  candidates        %s a query%n", decimal(candidates / answered, 1));
  }

  /** What the operators counted in this whole run, warm-up included. */
  private void counters() throws IOException, InterruptedException {
    FlinkDashboard flink = new FlinkDashboard(system.dashboard());
    Map<String, Double> seconds = new LinkedHashMap<>();
    long candidates = 0;
    for (FlinkDashboard.Job job : flink.jobs()) {
      for (String counter : WORK) {
        seconds.merge(counter, flink.sum(job, counter) / 1e9, Double::sum);
      }
      candidates += flink.sum(job, "verification.candidates");
    }
    out.printf(
        "verification        %s ms a candidate (%,d candidates)%n",
        decimal(1000 * seconds.get(VERIFY) / candidates, 2), candidates);
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    out.println("working time of the operators, both jobs");
    seconds.forEach(
        (stage, time) ->
            out.printf(
                "  %-24s %s s, %s %%%n", stage, decimal(time, 1), decimal(100 * time / all, 0)));
  }
}
