package io.morelli.deformation;

import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfPoint2f;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Deformations that move pixels. What they uncover becomes white, as on a page. */
public final class Geometry {

  static final Scalar WHITE = new Scalar(255, 255, 255);

  private Geometry() {}

  /**
   * Turns the picture within a larger one, so that nothing is cut off.
   *
   * @param degrees counter-clockwise
   */
  public static Deformation rotated(double degrees) {
    return new Deformation(
        "rotated by %s°".formatted(text(degrees)),
        (rgb, random, scope) -> {
          double cos = Math.abs(Math.cos(Math.toRadians(degrees)));
          double sin = Math.abs(Math.sin(Math.toRadians(degrees)));
          double width = rgb.cols() * cos + rgb.rows() * sin;
          double height = rgb.cols() * sin + rgb.rows() * cos;
          Mat turn =
              scope.own(
                  Imgproc.getRotationMatrix2D(
                      new Point(rgb.cols() / 2.0, rgb.rows() / 2.0), degrees, 1));
          turn.put(0, 2, turn.get(0, 2)[0] + (width - rgb.cols()) / 2);
          turn.put(1, 2, turn.get(1, 2)[0] + (height - rgb.rows()) / 2);
          return affine(rgb, turn, new Size(Math.round(width), Math.round(height)), scope);
        });
  }

  /**
   * Turns the picture without resampling.
   *
   * @param turns clockwise, 1 to 3
   */
  public static Deformation quarterTurns(int turns) {
    int code =
        switch (turns) {
          case 1 -> Core.ROTATE_90_CLOCKWISE;
          case 2 -> Core.ROTATE_180;
          case 3 -> Core.ROTATE_90_COUNTERCLOCKWISE;
          default -> throw new IllegalArgumentException("quarter turns must be 1 to 3: " + turns);
        };
    return new Deformation(
        "turned by %d°".formatted(90 * turns),
        (rgb, random, scope) -> {
          Mat turned = scope.mat();
          Core.rotate(rgb, turned, code);
          return turned;
        });
  }

  /** Exchanges left and right. */
  public static Deformation mirrored() {
    return new Deformation(
        "mirrored",
        (rgb, random, scope) -> {
          Mat mirrored = scope.mat();
          Core.flip(rgb, mirrored, 1);
          return mirrored;
        });
  }

  /**
   * Keeps a part, somewhere in the picture and of its shape.
   *
   * @param share of the area, greater than 0, at most 1
   */
  public static Deformation cropped(double share) {
    require(share > 0 && share <= 1, "share must be greater than 0, at most 1: ", share);
    return new Deformation(
        "cropped to %s %%".formatted(text(100 * share)),
        (rgb, random, scope) -> {
          int width = Math.max(1, (int) Math.round(rgb.cols() * Math.sqrt(share)));
          int height = Math.max(1, (int) Math.round(rgb.rows() * Math.sqrt(share)));
          int x = random.nextInt(rgb.cols() - width + 1);
          int y = random.nextInt(rgb.rows() - height + 1);
          Mat part = scope.own(rgb.submat(new Rect(x, y, width, height)));
          // A part shares its rows with the whole; a picture of its own is continuous.
          return scope.own(part.clone());
        });
  }

  /**
   * Resamples the picture.
   *
   * @param factor of both sides, greater than 0
   */
  public static Deformation scaled(double factor) {
    require(factor > 0, "factor must be greater than 0: ", factor);
    return new Deformation(
        "scaled to %s %%".formatted(text(100 * factor)),
        (rgb, random, scope) -> {
          Size size =
              new Size(
                  Math.max(1, Math.round(rgb.cols() * factor)),
                  Math.max(1, Math.round(rgb.rows() * factor)));
          return resized(rgb, size, scope);
        });
  }

  /**
   * Shows the picture as from a place beside it: each corner moves inwards by chance.
   *
   * @param strength how far, as a share of the sides, 0 to 0.45
   */
  public static Deformation perspective(double strength) {
    require(strength >= 0 && strength <= 0.45, "strength must be 0 to 0.45: ", strength);
    return new Deformation(
        "in perspective (%s %%)".formatted(text(100 * strength)),
        (rgb, random, scope) -> {
          double width = rgb.cols();
          double height = rgb.rows();
          Point[] corners = corners(width, height);
          Point[] moved = corners(width, height);
          for (int i = 0; i < moved.length; i++) {
            double inwardX = corners[i].x == 0 ? 1 : -1;
            double inwardY = corners[i].y == 0 ? 1 : -1;
            moved[i].x += inwardX * strength * width * random.nextDouble();
            moved[i].y += inwardY * strength * height * random.nextDouble();
          }
          return projected(rgb, moved, rgb.size(), WHITE, scope);
        });
  }

  /**
   * Slants the picture.
   *
   * @param amount pixels to the right for each pixel down, -1 to 1
   */
  public static Deformation sheared(double amount) {
    require(Math.abs(amount) <= 1, "amount must be -1 to 1: ", amount);
    return new Deformation(
        "sheared by %s".formatted(text(amount)),
        (rgb, random, scope) -> {
          Mat slant = scope.own(Mat.eye(2, 3, CvType.CV_64F));
          slant.put(0, 1, amount);
          slant.put(0, 2, Math.max(0, -amount * rgb.rows()));
          Size size = new Size(Math.round(rgb.cols() + Math.abs(amount) * rgb.rows()), rgb.rows());
          return affine(rgb, slant, size, scope);
        });
  }

  /** Resampled with area averaging where it shrinks, which neither blurs nor aliases. */
  static Mat resized(Mat rgb, Size size, MatScope scope) {
    Mat resized = scope.mat();
    int method = size.width < rgb.cols() ? Imgproc.INTER_AREA : Imgproc.INTER_CUBIC;
    Imgproc.resize(rgb, resized, size, 0, 0, method);
    return resized;
  }

  /** The picture drawn into a quadrilateral given by its corners, clockwise from the upper left. */
  static Mat projected(Mat rgb, Point[] quadrilateral, Size size, Scalar fill, MatScope scope) {
    Mat homography =
        scope.own(
            Imgproc.getPerspectiveTransform(
                scope.own(new MatOfPoint2f(corners(rgb.cols(), rgb.rows()))),
                scope.own(new MatOfPoint2f(quadrilateral))));
    Mat projected = scope.mat();
    Imgproc.warpPerspective(
        rgb, projected, homography, size, Imgproc.INTER_LINEAR, Core.BORDER_CONSTANT, fill);
    return projected;
  }

  /** Clockwise from the upper left. */
  static Point[] corners(double width, double height) {
    return new Point[] {
      new Point(0, 0), new Point(width, 0), new Point(width, height), new Point(0, height)
    };
  }

  static void require(boolean valid, String rule, double value) {
    if (!valid) {
      throw new IllegalArgumentException(rule + value);
    }
  }

  /** A number without a fraction that says nothing. */
  static String text(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static Mat affine(Mat rgb, Mat transform, Size size, MatScope scope) {
    Mat moved = scope.mat();
    Imgproc.warpAffine(
        rgb, moved, transform, size, Imgproc.INTER_LINEAR, Core.BORDER_CONSTANT, WHITE);
    return moved;
  }
}
