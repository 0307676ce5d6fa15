package io.morelli.query;

import io.morelli.message.RejectedException;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.MatchExplanation;
import io.morelli.message.SearchResponse.Omission;
import io.morelli.operators.PoisonGuard;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests that want their matches drawn. An operator of its own, since drawing takes some
 * hundred milliseconds, for which the answers of others need not wait. It decodes the picture once
 * more; if that is deadly, the answer comes without drawings.
 */
final class Draw extends RichMapFunction<DecidedQuery, Answer> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Draw.class);
  private static final String STAGE = "draw";

  private final QuerySettings settings;

  private transient Responder responder;
  private transient MatchDrawer drawer;
  private transient PoisonGuard guard;

  Draw(QuerySettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    responder = new Responder(settings, getRuntimeContext().getMetricGroup());
    drawer = new MatchDrawer(settings.pictures().limits());
    guard = PoisonGuard.open(settings.poison());
  }

  @Override
  public Answer map(DecidedQuery decided) {
    List<MatchExplanation> explanations = responder.explanations(decided);
    SearchResponse undrawn = responder.response(decided, explanations);
    int room = Explainer.MAX_ANSWER_BYTES - undrawn.toJson().length;
    List<MatchExplanation> drawn = draw(decided, undrawn.matches(), explanations, room);
    return responder.found(decided.stageDone(STAGE), drawn);
  }

  private List<MatchExplanation> draw(
      DecidedQuery decided, List<Match> matches, List<MatchExplanation> explanations, int room) {
    String id = decided.query().request().id();
    try {
      return guard.run(id, STAGE, () -> drawer.draw(decided, matches, explanations, room));
    } catch (RejectedException e) {
      LOG.warn("Cannot draw the matches of {}: {}", id, e.getMessage());
      return explanations.stream()
          .map(explanation -> explanation.withoutPicture(Omission.CANNOT_DRAW))
          .toList();
    }
  }

  @Override
  public void close() {
    if (guard != null) {
      guard.close();
    }
  }
}
