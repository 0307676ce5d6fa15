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
    VerifiedChunk chunk = guard.run(task.queryId(), part(task), () -> verify(task));
    out.collect(chunk);
    candidates.inc(chunk.items().size());
    verifyNanos.inc(System.nanoTime() - start);
  }

  /** The same when the job meets the query again, unless the index has changed. */
  private static String part(VerificationTask task) {
    return "verify " + task.items().get(0).contender();
  }

  private VerifiedChunk verify(VerificationTask task) {
    PreparedQuery[] views = new PreparedQuery[task.views().size()];
    try {
      List<VerifiedChunk.Item> items = new ArrayList<>();
      for (VerificationTask.Item item : task.items()) {
        KeyPoints candidate = KeyPoints.unpack(item.features());
        for (int view : item.comparedViews()) {
          if (views[view] == null) {
            views[view] = verifier.prepare(KeyPoints.unpack(task.views().get(view)));
          }
          Verification verification = verifier.verify(views[view], candidate);
          boolean explain = task.explain() && verification.matchingPoints() >= fewPoints;
          items.add(
              explain
                  ? explained(item, view, verifier.explain(views[view], candidate))
                  : new VerifiedChunk.Item(item.contender(), view, verification, null));
        }
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

  private static VerifiedChunk.Item explained(
      VerificationTask.Item item, int view, Explanation explanation) {
    return new VerifiedChunk.Item(
        item.contender(),
        view,
        explanation.verification(),
        new Evidence(explanation, item.features()));
  }
}
