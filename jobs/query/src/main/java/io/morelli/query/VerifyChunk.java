package io.morelli.query;

import io.morelli.features.Explanation;
import io.morelli.features.KeyPoints;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.Verification;
import io.morelli.features.VerifierSettings;
import io.morelli.message.RejectedException;
import io.morelli.operators.PoisonGuard;
import io.morelli.operators.PoisonSettings;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;

/** Compares candidates with a query by key points. A view is prepared once for its chunk. */
final class VerifyChunk extends RichFlatMapFunction<VerificationTask, VerifiedChunk> {

  private static final long serialVersionUID = 1L;

  private final VerifierSettings settings;
  private final int fewPoints;
  private final PoisonSettings poison;

  private transient PairVerifier verifier;
  private transient PoisonGuard guard;
  private transient Counter candidates;
  private transient Counter verifyNanos;

  /**
   * @param fewPoints below which no candidate is a match, so that none needs an explanation
   */
  VerifyChunk(VerifierSettings settings, int fewPoints, PoisonSettings poison) {
    this.settings = settings;
    this.fewPoints = fewPoints;
    this.poison = poison;
  }

  @Override
  public void open(OpenContext context) {
    verifier = new PairVerifier(settings);
    guard = PoisonGuard.open(poison);
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("verification");
    candidates = metrics.counter("candidates");
    verifyNanos = metrics.counter("verifyNanos");
  }

  @Override
  public void flatMap(VerificationTask task, Collector<VerifiedChunk> out)
      throws RejectedException {
    if (System.currentTimeMillis() >= task.deadline()) {
      return; // The gatherer has answered.
    }
    long start = System.nanoTime();
    out.collect(guard.run(task.queryId(), part(task), () -> verify(task)));
    candidates.inc(task.items().size());
    verifyNanos.inc(System.nanoTime() - start);
  }

  /** The same when the job meets the query again, unless the index has changed. */
  private static String part(VerificationTask task) {
    VerificationTask.Item first = task.items().get(0);
    return "verify " + first.contender() + "/" + first.view();
  }

  private VerifiedChunk verify(VerificationTask task) {
    PreparedQuery[] views = new PreparedQuery[task.views().size()];
    try {
      List<VerifiedChunk.Item> items = new ArrayList<>(task.items().size());
      for (VerificationTask.Item item : task.items()) {
        if (views[item.view()] == null) {
          views[item.view()] = verifier.prepare(KeyPoints.unpack(task.views().get(item.view())));
        }
        items.add(compare(views[item.view()], item, task.explain()));
      }
      return new VerifiedChunk(task.queryId(), task.deadline(), items);
    } finally {
      for (PreparedQuery view : views) {
        if (view != null) {
          view.close();
        }
      }
    }
  }

  @Override
  public void close() {
    if (guard != null) {
      guard.close();
    }
  }

  private VerifiedChunk.Item compare(
      PreparedQuery view, VerificationTask.Item item, boolean explain) {
    KeyPoints candidate = KeyPoints.unpack(item.features());
    Verification verification = verifier.verify(view, candidate);
    if (!explain || verification.matchingPoints() < fewPoints) {
      return new VerifiedChunk.Item(item.contender(), item.view(), verification, null);
    }
    Explanation explanation = verifier.explain(view, candidate);
    return new VerifiedChunk.Item(
        item.contender(),
        item.view(),
        explanation.verification(),
        new Evidence(explanation, item.features()));
  }
}
