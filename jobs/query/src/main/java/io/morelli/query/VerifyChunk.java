package io.morelli.query;

import io.morelli.features.Explanation;
import io.morelli.features.KeyPoints;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.Verification;
import io.morelli.message.RejectedException;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.operators.PoisonGuard;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;

/**
 * Compares candidates with a query by key points. A view is prepared once for its chunk. A query
 * that has killed its process too often gets a chunk that says so.
 */
final class VerifyChunk extends RichFlatMapFunction<VerificationTask, VerifiedChunk> {

  private static final long serialVersionUID = 1L;

  private final QuerySettings settings;
  private final String stagePrefix;

  private transient PairVerifier verifier;
  private transient PoisonGuard guard;
  private transient Counter candidates;
  private transient Counter verifyNanos;

  VerifyChunk(QuerySettings settings, String stagePrefix) {
    this.settings = settings;
    this.stagePrefix = stagePrefix;
  }

  @Override
  public void open(OpenContext context) {
    verifier = new PairVerifier(settings.verifier());
    guard = PoisonGuard.open(settings.poison());
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("verification");
    candidates = metrics.counter("candidates");
    verifyNanos = metrics.counter("verifyNanos");
  }

  @Override
  public void flatMap(VerificationTask task, Collector<VerifiedChunk> out) {
    if (System.currentTimeMillis() >= task.deadline()) {
      return; // The gatherer has answered.
    }
    long start = System.nanoTime();
    try {
      out.collect(guard.run(task.queryId(), part(task), () -> verify(task)));
    } catch (RejectedException e) {
      Failure failure = new Failure(e.code(), e.getMessage());
      out.collect(new VerifiedChunk(task.queryId(), task.deadline(), List.of(), failure));
    }
    candidates.inc(task.items().size());
    verifyNanos.inc(System.nanoTime() - start);
  }

  /**
   * The same when the job meets the query again, unless the index has changed. Another one in each
   * pass: what is harmless in one may be deadly in the next.
   */
  private String part(VerificationTask task) {
    return stagePrefix + "verify " + task.items().get(0).contender();
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
          // With fewer points no candidate is a match, and none needs an explanation.
          boolean explain =
              task.explain()
                  && verification.matchingPoints() >= settings.model().thresholds().fewPoints();
          items.add(
              explain
                  ? explained(item, view, verifier.explain(views[view], candidate))
                  : new VerifiedChunk.Item(item.contender(), view, verification, null));
        }
      }
      return new VerifiedChunk(task.queryId(), task.deadline(), items, null);
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
