package io.morelli.local.indexing;

import io.morelli.experiment.Percentile;
import io.morelli.index.Candidate;
import io.morelli.index.ImageIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures how soon and how well an index answers searches of which the right answer is known. */
public final class SearchBenchmark {

  private static final int WARM_UP = 20;

  private final List<ExactNeighbours> questions;
  private final int topN;
  private final int inFlight;

  /**
   * @param questions at least 1, with the right answers
   * @param topN pictures that a search asks for
   * @param inFlight searches at the same time, in the measurement of several
   */
  SearchBenchmark(List<ExactNeighbours> questions, int topN, int inFlight) {
    this.questions = questions;
    this.topN = topN;
    this.inFlight = inFlight;
  }

  /**
   * Times of searches, milliseconds.
   *
   * @param p50 median
   * @param p99 99th percentile
   */
  public record Latency(double p50, double p99) {

    private static Latency of(List<Answer> answers) {
      double[] sorted = answers.stream().mapToDouble(Answer::milliseconds).sorted().toArray();
      return new Latency(Percentile.of(sorted, 0.5), Percentile.of(sorted, 0.99));
    }
  }

  /**
   * What came out.
   *
   * @param alone of searches one after the other, with features
   * @param together of several at the same time
   * @param nearest share of the searches that found the true nearest, 0 to 1
   * @param recall share of the true neighbours that were found, 0 to 1
   */
  public record Searches(Latency alone, Latency together, double nearest, double recall) {}

  private record Answer(Set<String> ids, double milliseconds) {}

  Searches run(ImageIndex index) throws InterruptedException {
    ask(index, questions.subList(0, Math.min(WARM_UP, questions.size())), 1);
    List<Answer> answers = ask(index, questions, 1);
    double nearest = 0;
    double recall = 0;
    for (int q = 0; q < questions.size(); q++) {
      List<String> right = questions.get(q).ids();
      Set<String> found = answers.get(q).ids();
      nearest += found.contains(right.get(0)) ? 1 : 0;
      recall += right.stream().filter(found::contains).count() / (double) right.size();
    }
    return new Searches(
        Latency.of(answers),
        Latency.of(ask(index, questions, inFlight)),
        nearest / questions.size(),
        recall / questions.size());
  }

  private List<Answer> ask(ImageIndex index, List<ExactNeighbours> asked, int threads)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Answer>> asking = new ArrayList<>();
      asked.forEach(question -> asking.add(pool.submit(() -> ask(index, question.query()))));
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answer : asking) {
        answers.add(answer.get());
      }
      return answers;
    } catch (ExecutionException e) {
      // The first that fails ends the measurement, and with it the others.
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("a search failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private Answer ask(ImageIndex index, float[] query) {
    long start = System.nanoTime();
    List<Candidate> candidates = index.search(List.of(query), topN, Map.of()).get(0);
    double milliseconds = (System.nanoTime() - start) / 1e6;
    Set<String> ids = new HashSet<>();
    candidates.forEach(candidate -> ids.add(candidate.image().id()));
    return new Answer(ids, milliseconds);
  }
}
