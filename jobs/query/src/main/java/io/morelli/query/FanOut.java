package io.morelli.query;

import io.morelli.decision.SearchRule;
import io.morelli.features.KeyPoints;
import io.morelli.message.Explain;
import io.morelli.message.SearchResponse.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Cuts the candidates of a query into chunks for the verifying subtasks and tells the gatherer what
 * will come. Candidates that the search rule decides without key points are not sent.
 */
final class FanOut extends ProcessFunction<SearchedQuery, VerificationTask> {

  static final OutputTag<Gathering> GATHERINGS = new OutputTag<>("gatherings") {};
  static final OutputTag<Answer> ERRORS = new OutputTag<>("errors") {};

  private static final long serialVersionUID = 1L;

  private final QuerySettings settings;
  private final int keyPoints;

  private transient SearchRule rule;
  private transient Responder responder;

  /**
   * @param keyPoints of a candidate that are compared, at most
   */
  FanOut(QuerySettings settings, int keyPoints) {
    this.settings = settings;
    this.keyPoints = keyPoints;
  }

  @Override
  public void open(OpenContext context) {
    rule = new SearchRule(settings.model().thresholds());
    responder = new Responder(settings, getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(
      SearchedQuery searched, Context context, Collector<VerificationTask> out) {
    Query query = searched.query();
    Failure failure = searched.failure();
    if (failure != null) {
      context.output(ERRORS, responder.error(query.request(), failure));
      return;
    }
    List<VerificationTask> tasks = tasks(query, searched.contenders());
    List<Contender> light = searched.contenders().stream().map(Contender::withoutFeatures).toList();
    context.output(GATHERINGS, new Gathering(query, light, tasks.size()));
    tasks.forEach(out::collect);
  }

  private List<VerificationTask> tasks(Query query, List<Contender> contenders) {
    List<VerificationTask> tasks = new ArrayList<>();
    List<VerificationTask.Item> items = new ArrayList<>();
    for (int i = 0; i < contenders.size(); i++) {
      Contender contender = contenders.get(i);
      List<Integer> views = toCompare(query, contender);
      if (!views.isEmpty()) {
        byte[] features = KeyPoints.packedFirst(contender.image().features(), keyPoints);
        items.add(new VerificationTask.Item(i, views, features));
      }
      if (items.size() == settings.chunkSize()) {
        tasks.add(task(query, items));
        items = new ArrayList<>();
      }
    }
    if (!items.isEmpty()) {
      tasks.add(task(query, items));
    }
    return tasks;
  }

  private List<Integer> toCompare(Query query, Contender contender) {
    return contender.views().stream()
        .filter(
            view ->
                rule.needsVerification(
                    contender.cosine(),
                    query.views().get(view).picture().keyPointCount(),
                    contender.keyPoints()))
        .toList();
  }

  private static VerificationTask task(Query query, List<VerificationTask.Item> items) {
    byte[][] views = new byte[query.views().size()][];
    for (VerificationTask.Item item : items) {
      for (int view : item.comparedViews()) {
        views[view] = query.views().get(view).picture().keyPoints();
      }
    }
    return new VerificationTask(
        query.request().id(),
        query.request().deadline(),
        query.request().options().explain().contains(Explain.MATCHES),
        Arrays.asList(views),
        items);
  }
}
