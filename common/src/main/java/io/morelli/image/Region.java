package io.morelli.image;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A rectangle of a picture in fractions of its width and height, so that it means the same at every
 * resolution.
 *
 * @param x left edge, 0 to 1
 * @param y upper edge, 0 to 1
 * @param width greater than 0, {@code x + width} at most 1
 * @param height greater than 0, {@code y + height} at most 1
 */
public record Region(double x, double y, double width, double height) implements Serializable {

  public static final Region WHOLE = new Region(0, 0, 1, 1);

  /**
   * Parts that overlap so that what hangs anywhere in a picture fills most of one of them: the
   * centre and the corners at 0.7 of each side, then a 3 x 3 grid at 0.5.
   */
  public static final List<Region> OVERLAPPING = overlapping();

  /** Room for the rounding of sums such as 0.3 + 0.7. */
  private static final double TOLERANCE = 1e-9;

  public Region {
    // Written so that NaN fails each test.
    if (!(x >= 0 && y >= 0 && width > 0 && height > 0)
        || !(x + width <= 1 + TOLERANCE && y + height <= 1 + TOLERANCE)) {
      throw new IllegalArgumentException(
          "region %s,%s,%s,%s does not lie within the picture (fractions from 0 to 1)"
              .formatted(x, y, width, height));
    }
  }

  public boolean coversAll() {
    return equals(WHOLE);
  }

  /** This region of another region, in fractions of the whole picture. */
  public Region within(Region outer) {
    double left = outer.x + x * outer.width;
    double top = outer.y + y * outer.height;
    // The sums are rounded, possibly over the edge.
    return new Region(
        left,
        top,
        Math.min(width * outer.width, 1 - left),
        Math.min(height * outer.height, 1 - top));
  }

  private static List<Region> overlapping() {
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
