package io.morelli.query;

import io.morelli.features.Verification;
import io.morelli.message.Explain;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.MatchExplanation;
import io.morelli.message.SearchResponse.QueryPicture;
import io.morelli.message.SearchResponse.Status;
import io.morelli.query.DecidedQuery.Judged;
import io.morelli.query.Query.StageTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Writes answers and counts them. One for each subtask. */
final class Responder {

  private static final int HISTOGRAM_WINDOW = 1_000;

  private final QuerySettings settings;
  private final MetricGroup metrics;
  private final Map<String, Counter> outcomes = new HashMap<>();
  private final Histogram latency;

  Responder(QuerySettings settings, MetricGroup metrics) {
    this.settings = settings;
    this.metrics = metrics.addGroup("search");
    this.latency =
        this.metrics.histogram(
            "latencyMillis", new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
  }

  /** The explanations without pictures that the request wants, one for each match, or none. */
  List<MatchExplanation> explanations(DecidedQuery decided) {
    if (!wants(decided, Explain.MATCHES)) {
      return List.of();
    }
    int room = Explainer.MAX_ANSWER_BYTES - response(decided, List.of()).toJson().length;
    // The other half is for pictures.
    return Explainer.explain(decided, room / 2);
  }

  /**
   * Answers.
   *
   * @param explanations one for each match, or none
   */
  Answer found(DecidedQuery decided, List<MatchExplanation> explanations) {
    SearchResponse response = response(decided, explanations);
    count(response.status().name(), decided.query().request().receivedAt());
    return Answer.of(decided.query().request().replyTo(), response);
  }

  /** The answer as it stands. */
  SearchResponse response(DecidedQuery decided, List<MatchExplanation> explanations) {
    Query query = decided.query();
    List<Match> matches =
        IntStream.range(0, decided.matches().size())
            .mapToObj(
                i -> {
                  Match match = match(query, decided.matches().get(i));
                  return explanations.isEmpty() ? match : match.explained(explanations.get(i));
                })
            .toList();
    QueryPicture picture =
        query.width() == 0
            ? null
            : new QueryPicture(
                query.width(), query.height(), query.views().get(0).picture().keyPointCount());
    return new SearchResponse(
        query.request().replyTo().correlationId(),
        matches.isEmpty() ? Status.NO_MATCH : Status.MATCH,
        null,
        matches,
        wants(decided, Explain.REJECTED)
            ? decided.rejected().stream().map(judged -> match(query, judged)).toList()
            : null,
        picture,
        decided.gathered().contenders().size(),
        decided.gathered().partial(),
        null,
        settings.model().version(),
        settings.model().thresholds(),
        timings(query.passed(), query.request().receivedAt()));
  }

  private static boolean wants(DecidedQuery decided, Explain detail) {
    return decided.query().request().options().explain().contains(detail);
  }

  Answer error(SearchRequest request, Failure failure) {
    return error(request.replyTo(), failure, request.receivedAt());
  }

  /**
   * Answers what is no request.
   *
   * @param receivedAt milliseconds since the epoch
   */
  Answer error(ReplyTo replyTo, Failure failure, long receivedAt) {
    count(failure.code().name(), receivedAt);
    SearchResponse response =
        new SearchResponse(
            replyTo.correlationId(),
            Status.ERROR,
            failure,
            List.of(),
            null,
            null,
            0,
            false,
            null,
            settings.model().version(),
            settings.model().thresholds(),
            timings(List.of(), receivedAt));
    return Answer.of(replyTo, response);
  }

  private void count(String outcome, long receivedAt) {
    outcomes
        .computeIfAbsent(outcome, name -> metrics.addGroup("outcome", name).counter("answers"))
        .inc();
    latency.update(System.currentTimeMillis() - receivedAt);
  }

  private static Map<String, Double> timings(List<StageTime> passed, long receivedAt) {
    Map<String, Double> timings = new LinkedHashMap<>();
    passed.forEach(time -> timings.put(time.stage(), time.millis()));
    timings.put("total", (double) (System.currentTimeMillis() - receivedAt));
    return timings;
  }

  private static Match match(Query query, Judged judged) {
    Contender contender = judged.contender();
    QueryView view = query.views().get(contender.view());
    Verification verification = contender.verification();
    return new Match(
        contender.image().id(),
        contender.image().metadata(),
        contender.image().width(),
        contender.image().height(),
        contender.cosine(),
        view.picture().keyPointCount(),
        contender.keyPoints(),
        verification == null ? 0 : verification.rawMatches(),
        verification == null ? 0 : verification.matchingPoints(),
        judged.rule().name(),
        verification == null ? 0 : verification.overlap(),
        verification == null ? null : view.fromWholePicture(verification.homography()),
        view.region().coversAll() ? null : view.region(),
        view.mirrored());
  }
}
