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

  private static final long serialVersionUID = 1L;

  ThirdLook(QuerySettings settings) {
    super(settings, "third read");
  }

  @Override
  List<QueryView> views(Query query, RgbImage asked, PictureReader pictures) {
    // A picture that only a region has found is compared with the views before, too.
    List<QueryView> views = new ArrayList<>(query.views());
    for (Region region : Region.OVERLAPPING) {
      PictureView view = pictures.view(asked.crop(region));
      if (isDetailed(view)) {
        Region part = region.within(query.request().options().asked());
        views.add(new QueryView(part, false, view, null));
      }
    }
    return views;
  }
}
