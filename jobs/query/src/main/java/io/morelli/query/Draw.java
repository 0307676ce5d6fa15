package io.morelli.query;

import io.morelli.message.RejectedException;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.MatchExplanation;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Answers requests that want their matches drawn. An operator of its own, since drawing takes some
 * hundred milliseconds, for which the answers of others need not wait.
 */
final class Draw extends RichMapFunction<DecidedQuery, Answer> {

  private static final long serialVersionUID = 1L;

  private final QuerySettings settings;

  private transient Responder responder;
  private transient MatchDrawer drawer;

  Draw(QuerySettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    responder = new Responder(settings, getRuntimeContext().getMetricGroup());
    drawer = new MatchDrawer(settings.pictures().limits());
  }

  @Override
  public Answer map(DecidedQuery decided) throws RejectedException {
    List<MatchExplanation> explanations = responder.explanations(decided);
    SearchResponse undrawn = responder.response(decided, explanations);
    int room = Explainer.MAX_ANSWER_BYTES - undrawn.toJson().length;
    List<MatchExplanation> drawn = drawer.draw(decided, undrawn.matches(), explanations, room);
    return responder.found(decided.stageDone("draw"), drawn);
  }
}
