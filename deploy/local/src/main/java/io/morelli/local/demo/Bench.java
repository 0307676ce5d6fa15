package io.morelli.local.demo;

import static io.morelli.local.demo.Demo.decimal;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PictureFile;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Measures a running system through its Kafka and prints the figures. */
public final class Bench {

  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
  private static final int WARM_UP = 10;
  private static final long SEED = 1;

  private final KafkaConnection kafka;
  private final String ingestGroup;
  private final PrintStream out;

  /**
   * @param ingestGroup consumer group of the ingest job
   */
  public Bench(KafkaConnection kafka, String ingestGroup, PrintStream out) {
    this.kafka = kafka;
    this.ingestGroup = ingestGroup;
    this.out = out;
  }

  /**
   * @param pictures to publish: files and folders
   * @param queries deformed copies to ask, once one at a time and once eight in flight
   */
  public void run(List<Path> pictures, int queries)
      throws IOException, InterruptedException, ExecutionException {
    List<PictureFile> files = PictureFile.of(pictures);
    Ingestion.Result ingested = Ingestion.run(kafka, ingestGroup, files);
    out.printf(
        "ingest              %s pictures/s (%d in %s s, with Kafka, Flink and index)%n",
        decimal(ingested.published() / ingested.seconds(), 1),
        ingested.published(),
        decimal(ingested.seconds(), 1));
    List<Question> questions = Question.deformed(files, queries, SEED);
    try (SearchClient client =
        new SearchClient(kafka, Topics.REQUESTS, Topics.RESPONSES, ANSWER_TIMEOUT)) {
      Asker asker = new Asker(client, SearchQuery.Options.DEFAULT);
      asker.ask(Question.deformed(files, WARM_UP, SEED + 1), 1, answer -> {});
      stages(measure(asker, questions, 1));
      measure(asker, questions, 8);
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

  /** Mean milliseconds of each stage, as the answers report them, and its share of their sum. */
  private void stages(List<Answer> answers) {
    Map<String, Double> sums = new LinkedHashMap<>();
    double candidates = 0;
    int answered = 0;
    for (Answer answer : answers) {
      if (answer.response() != null && answer.response().timings() != null) {
        answer.response().timings().forEach((stage, ms) -> sums.merge(stage, ms, Double::sum));
        candidates += answer.response().candidates();
        answered++;
      }
    }
    double total = sums.values().stream().mapToDouble(Double::doubleValue).sum();
    for (var stage : sums.entrySet()) {
      out.printf(
          "  %-17s %s ms, %s %%%n",
          stage.getKey(),
          decimal(stage.getValue() / answered, 1),
          decimal(100 * stage.getValue() / total, 0));
    }
    out.printf("  candidates        %s a query%n", decimal(candidates / answered, 1));
  }
}
