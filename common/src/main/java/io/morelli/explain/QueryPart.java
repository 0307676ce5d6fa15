package io.morelli.explain;

import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import java.awt.geom.Point2D;

/**
 * The part of a query that was compared.
 *
 * @param region of the whole picture
 * @param mirrored whether left and right of the part were exchanged
 */
public record QueryPart(Region region, boolean mirrored) {

  public static final QueryPart WHOLE = new QueryPart(Region.WHOLE, false);

  RgbImage cut(RgbImage picture) {
    RgbImage part = picture.crop(region);
    return mirrored ? part.mirrored() : part;
  }

  /** Where a point of the part lies in the whole picture, both in fractions of the sides. */
  Point2D inPicture(double x, double y) {
    double across = mirrored ? 1 - x : x;
    return new Point2D.Double(
        region.x() + across * region.width(), region.y() + y * region.height());
  }
}
