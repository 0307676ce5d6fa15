package io.morelli.query;

import io.morelli.decision.Rule;
import io.morelli.decision.SearchRule;
import io.morelli.message.ErrorCode;
import io.morelli.message.Explain;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.query.DecidedQuery.Judged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Applies the search rule to each candidate and answers, or sends the query into another pass, or
 * on to be drawn.
 */
final class Decide extends ProcessFunction<GatheredQuery, Answer> {

  static final OutputTag<Query> UNANSWERED = new OutputTag<>("unanswered") {};
  static final OutputTag<DecidedQuery> UNDRAWN = new OutputTag<>("undrawn") {};

  private static final long serialVersionUID = 1L;

  /** Matches: most geometric evidence first, then most similar. */
  private static final Comparator<Judged> BEST_FIRST =
      Comparator.<Judged>comparingInt(judged -> judged.contender().matchingPoints())
          .thenComparingDouble(judged -> judged.contender().cosine())
          .reversed();

  private final QuerySettings settings;
  private final boolean last;

  private transient SearchRule rule;
  private transient Responder responder;
  private transient MetricGroup metrics;
  private transient Map<Rule, Counter> decisions;

  /**
   * @param last whether a query without a match is answered; otherwise it goes to {@link
   *     #UNANSWERED} while there is time
   */
  Decide(QuerySettings settings, boolean last) {
    this.settings = settings;
    this.last = last;
  }

  @Override
  public void open(OpenContext context) {
    rule = new SearchRule(settings.model().thresholds());
    metrics = getRuntimeContext().getMetricGroup();
    responder = new Responder(settings, metrics);
    decisions = new HashMap<>();
  }

  @Override
  public void processElement(GatheredQuery gathered, Context context, Collector<Answer> out) {
    Query query = gathered.query();
    if (gathered.failure() != null) {
      out.collect(responder.error(query.request(), gathered.failure()));
      return;
    }
    List<Judged> matches = new ArrayList<>();
    List<Judged> rejected = new ArrayList<>();
    Overshadowing overshadowing = new Overshadowing(query, gathered.contenders());
    int undecided = 0;
    for (Contender contender : gathered.contenders()) {
      int queryPoints = query.views().get(contender.view()).picture().keyPointCount();
      if (contender.verification() == null
          && rule.needsVerification(contender.cosine(), queryPoints, contender.keyPoints())) {
        undecided++; // The deadline came first.
        continue;
      }
      Rule decided =
          rule.decide(
              contender.cosine(),
              queryPoints,
              contender.keyPoints(),
              contender.matchingPoints(),
              () -> overshadowing.covers(contender));
      decisions.computeIfAbsent(decided, this::counter).inc();
      (decided.match() ? matches : rejected).add(new Judged(contender, decided));
    }
    if (matches.isEmpty() && undecided > 0) {
      out.collect(
          responder.error(
              query.request(),
              new Failure(
                  ErrorCode.TIMEOUT,
                  "the deadline passed with %d of %d candidates not verified"
                      .formatted(undecided, gathered.contenders().size()))));
    } else if (matches.isEmpty() && !last && mayBeAskedAgain(query.request())) {
      context.output(UNANSWERED, query);
    } else {
      matches.sort(BEST_FIRST);
      DecidedQuery decided = new DecidedQuery(gathered, matches, rejected);
      if (!matches.isEmpty() && query.request().options().explain().contains(Explain.PICTURE)) {
        context.output(UNDRAWN, decided);
      } else {
        out.collect(responder.found(decided, responder.explanations(decided)));
      }
    }
  }

  private static boolean mayBeAskedAgain(SearchRequest request) {
    return request.encoded() != null && !request.isLate();
  }

  private Counter counter(Rule decided) {
    return metrics.addGroup("rule", decided.name()).counter("decisions");
  }
}
