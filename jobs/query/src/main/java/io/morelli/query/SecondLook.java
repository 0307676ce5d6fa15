package io.morelli.query;

import io.morelli.features.KeyPointExtractor;
import io.morelli.image.RgbImage;
import io.morelli.picture.PictureReader;
import io.morelli.picture.PictureView;
import java.util.ArrayList;
import java.util.List;

/**
 * The views of the second pass: the picture once more, since this pass compares more key points of
 * a candidate, mirrored, and at coarser scales, since a crop of a picture shows its key points
 * larger than the index knows them.
 */
final class SecondLook extends FurtherLook {

  private static final long serialVersionUID = 1L;

  SecondLook(QuerySettings settings) {
    super(settings, "second read");
  }

  @Override
  List<QueryView> views(Query query, RgbImage asked, PictureReader pictures) {
    QueryView first = query.views().get(0);
    List<QueryView> views = new ArrayList<>();
    views.add(first);
    views.add(new QueryView(first.region(), true, pictures.view(asked.mirrored()), null));
    for (double scale : KeyPointExtractor.COARSE_SCALES) {
      PictureView coarse = pictures.coarseView(asked, scale);
      if (isDetailed(coarse)) {
        views.add(new QueryView(first.region(), false, coarse, first.vector()));
      }
    }
    return views;
  }
}
