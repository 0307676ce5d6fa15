package io.morelli.query;

import io.morelli.explain.QueryPart;
import io.morelli.image.Region;
import io.morelli.picture.PictureView;

/**
 * The query picture as one search sees it: all of it or a region, mirrored or not.
 *
 * @param region of the query picture
 * @param picture null pixels where the vector was known before: from the index or the first pass
 * @param vector null before embedding
 */
public record QueryView(Region region, boolean mirrored, PictureView picture, float[] vector) {

  QueryView embedded(float[] unitVector) {
    return new QueryView(region, mirrored, picture.withoutPixels(), unitVector);
  }

  QueryPart part() {
    return new QueryPart(region, mirrored);
  }

  /**
   * Moves the origin of a homography from this view to the whole, unmirrored query picture.
   *
   * @param homography from fractions of this view, row by row; may be null
   * @return from fractions of the whole picture; null for null
   */
  double[] fromWholePicture(double[] homography) {
    if (homography == null) {
      return null;
    }
    // Whole picture to view: u' = (u - x) / width, mirrored 1 - u'; v' = (v - y) / height.
    double scaleX = (mirrored ? -1 : 1) / region.width();
    double shiftX = mirrored ? 1 + region.x() / region.width() : -region.x() / region.width();
    double scaleY = 1 / region.height();
    double shiftY = -region.y() / region.height();
    double[] moved = new double[9];
    for (int row = 0; row < 9; row += 3) {
      moved[row] = homography[row] * scaleX;
      moved[row + 1] = homography[row + 1] * scaleY;
      moved[row + 2] =
          homography[row] * shiftX + homography[row + 1] * shiftY + homography[row + 2];
    }
    return moved;
  }
}
