package io.morelli.query;

import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.message.RejectedException;
import io.morelli.operators.PoisonGuard;
import io.morelli.picture.PictureReader;
import io.morelli.picture.PictureView;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Makes the views of the second pass: the mirrored picture, the picture at coarser scales, since a
 * crop of a picture shows its key points larger than the index knows them, and regions that overlap
 * so that a picture hanging anywhere on a photographed wall fills most of one of them.
 */
final class SecondLook extends RichMapFunction<Query, Query> {

  /** The centre and the corners at 0.7 of each side, then a 3 x 3 grid at 0.5. */
  static final List<Region> REGIONS = regions();

  /** A crop to half of each side, scaled by a half, is as large as in its original. */
  static final List<Double> COARSE_SCALES = List.of(0.7, 0.5);

  private static final long serialVersionUID = 1L;
  private static final String STAGE = "second read";

  private final QuerySettings settings;

  private transient PictureReader reader;
  private transient PoisonGuard guard;

  SecondLook(QuerySettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    reader = new PictureReader(settings.pictures());
    guard = PoisonGuard.open(settings.poison());
  }

  @Override
  public Query map(Query query) throws RejectedException {
    List<QueryView> views = guard.run(query.request().id(), STAGE, () -> views(query));
    return query.withViews(views).stageDone(STAGE);
  }

  private List<QueryView> views(Query query) throws RejectedException {
    RgbImage image = reader.decode(query.request().encoded()).image();
    Region asked = query.request().options().asked();
    RgbImage part = image.crop(asked);
    List<QueryView> views = new ArrayList<>();
    views.add(new QueryView(asked, true, reader.view(part.mirrored()), null));
    if (settings.secondPass() == SecondPass.REGIONS) {
      float[] vector = query.views().get(0).vector();
      for (double scale : COARSE_SCALES) {
        views.add(new QueryView(asked, false, reader.coarseView(part, scale), vector));
      }
      for (Region region : REGIONS) {
        PictureView view = reader.view(part.crop(region));
        views.add(new QueryView(region.within(asked), false, view, null));
      }
    }
    // With few key points the vector decides, and a bare wall is like many a picture: only the
    // picture that was asked for may be decided so.
    int enough = settings.model().thresholds().minKeyPoints();
    views.removeIf(view -> !view.mirrored() && view.picture().keyPointCount() < enough);
    return views;
  }

  private static List<Region> regions() {
    List<Region> regions = new ArrayList<>();
    regions.add(new Region(0.15, 0.15, 0.7, 0.7));
    for (double y : new double[] {0, 0.3}) {
      for (double x : new double[] {0, 0.3}) {
        regions.add(new Region(x, y, 0.7, 0.7));
      }
    }
    for (double y : new double[] {0, 0.25, 0.5}) {
      for (double x : new double[] {0, 0.25, 0.5}) {
        regions.add(new Region(x, y, 0.5, 0.5));
      }
    }
    return List.copyOf(regions);
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
