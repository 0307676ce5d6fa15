package io.morelli.query;

import io.morelli.image.RgbImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.operators.PoisonGuard;
import io.morelli.picture.PictureReader;
import io.morelli.picture.PictureView;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Makes other views of a query that has found nothing so far. Errors are answered. */
abstract class FurtherLook extends ProcessFunction<Query, Query> {

  static final OutputTag<Answer> ERRORS = new OutputTag<>("errors") {};

  private static final long serialVersionUID = 1L;

  private final QuerySettings settings;
  private final String stage;

  private transient PictureReader reader;
  private transient PoisonGuard guard;
  private transient Responder responder;

  /**
   * @param stage its name in an answer's timings
   */
  FurtherLook(QuerySettings settings, String stage) {
    this.settings = settings;
    this.stage = stage;
  }

  @Override
  public void open(OpenContext context) {
    reader = new PictureReader(settings.pictures());
    guard = PoisonGuard.open(settings.poison());
    responder = new Responder(settings, getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(Query query, Context context, Collector<Query> out) {
    SearchRequest request = query.request();
    try {
      if (request.isLate()) {
        throw new RejectedException(
            ErrorCode.TIMEOUT, "the request's deadline passed before another look at the picture");
      }
      out.collect(guard.run(request.id(), stage, () -> withFurtherViews(query)).stageDone(stage));
    } catch (RejectedException e) {
      context.output(ERRORS, responder.error(request, new Failure(e.code(), e.getMessage())));
    }
  }

  private Query withFurtherViews(Query query) throws RejectedException {
    RgbImage image = reader.decode(query.request().encoded()).image();
    return query.withViews(views(query, image.crop(query.request().options().asked()), reader));
  }

  /**
   * The views of the next pass.
   *
   * @param asked the part of the picture that was asked for
   */
  abstract List<QueryView> views(Query query, RgbImage asked, PictureReader pictures);

  /**
   * Whether key points decide about this view. Where there are few, the vector does, and a bare
   * wall is like many a picture: only the picture that was asked for may be decided so.
   */
  final boolean isDetailed(PictureView view) {
    return view.keyPointCount() >= settings.model().thresholds().minKeyPoints();
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
    if (guard != null) {
      guard.close();
    }
  }
}
