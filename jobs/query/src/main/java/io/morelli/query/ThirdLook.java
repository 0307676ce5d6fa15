package io.morelli.query;

import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.picture.PictureReader;
import io.morelli.picture.PictureView;
import java.util.ArrayList;
import java.util.List;

/**
 * The views of the third pass: those of the second, and regions that overlap so that a picture
 * hanging anywhere on a photographed wall fills most of one of them.
 */
final class ThirdLook extends FurtherLook {

  /** The centre and the corners at 0.7 of each side, then a 3 x 3 grid at 0.5. */
  static final List<Region> REGIONS = regions();

  private static final long serialVersionUID = 1L;

  ThirdLook(QuerySettings settings) {
    super(settings, "third read");
  }

  @Override
  List<QueryView> views(Query query, RgbImage asked, PictureReader pictures) {
    // A picture that only a region has found is compared with the views before, too.
    List<QueryView> views = new ArrayList<>(query.views());
    for (Region region : REGIONS) {
      PictureView view = pictures.view(asked.crop(region));
      if (isDetailed(view)) {
        Region part = region.within(query.request().options().asked());
        views.add(new QueryView(part, false, view, null));
      }
    }
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
}
