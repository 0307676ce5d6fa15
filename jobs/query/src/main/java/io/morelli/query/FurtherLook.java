package io.morelli.query;

import io.morelli.image.RgbImage;
import io.morelli.message.RejectedException;
import io.morelli.operators.PoisonGuard;
import io.morelli.picture.PictureReader;
import io.morelli.picture.PictureView;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Makes other views of a query that has found nothing so far. */
abstract class FurtherLook extends RichMapFunction<Query, Query> {

  private static final long serialVersionUID = 1L;

  private final QuerySettings settings;
  private final String stage;

  private transient PictureReader reader;
  private transient PoisonGuard guard;

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
  }

  @Override
  public Query map(Query query) throws RejectedException {
    List<QueryView> views =
        guard.run(
            query.request().id(),
            stage,
            () -> {
              RgbImage image = reader.decode(query.request().encoded()).image();
              return views(query, image.crop(query.request().options().asked()), reader);
            });
    return query.withViews(views).stageDone(stage);
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
