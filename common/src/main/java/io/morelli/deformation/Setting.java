package io.morelli.deformation;

import static io.morelli.deformation.Geometry.require;
import static io.morelli.deformation.Geometry.text;

import java.util.List;
import java.util.Random;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Deformations that put something around the picture or over it. */
public final class Setting {

  private static final List<String> WORDS =
      List.of("FOR SALE", "SAMPLE", "Lot 217", "breaking news", "(c) museum", "WOW!", "1 / 24");

  /** Sides of the field of light, which is smooth because it is enlarged from so few values. */
  private static final int LIGHTS = 3;

  private Setting() {}

  /**
   * A plain border of a colour by chance.
   *
   * @param share of the shorter side, greater than 0
   */
  public static Deformation bordered(double share) {
    require(share > 0, "share must be greater than 0: ", share);
    return new Deformation(
        "with a border of %s %%".formatted(text(100 * share)),
        (rgb, random, scope) -> {
          int wide = (int) Math.ceil(share * Math.min(rgb.cols(), rgb.rows()));
          return framed(rgb, wide, color(random, 0, 255), scope);
        });
  }

  /** Words across the picture, as people put them on pictures. */
  public static Deformation captioned() {
    return new Deformation(
        "with words over it",
        (rgb, random, scope) -> {
          Mat captioned = scope.own(rgb.clone());
          double scale = Math.min(rgb.cols(), rgb.rows()) / 300.0;
          int thickness = (int) Math.ceil(3 * scale);
          for (int line = 1; line <= 3; line++) {
            Imgproc.putText(
                captioned,
                WORDS.get(random.nextInt(WORDS.size())),
                new Point(
                    rgb.cols() * 0.4 * random.nextDouble(),
                    rgb.rows() * (line - 0.3 * random.nextDouble()) / 3.2),
                Imgproc.FONT_HERSHEY_DUPLEX,
                scale * (0.9 + 0.8 * random.nextDouble()),
                color(random, 0, 255),
                thickness,
                Imgproc.LINE_AA);
          }
          return captioned;
        });
  }

  /**
   * The picture as a small part of another one, with coloured shapes around it.
   *
   * @param share of the area, greater than 0, less than 1
   */
  public static Deformation withinAnother(double share) {
    require(share > 0 && share < 1, "share must be greater than 0, less than 1: ", share);
    return new Deformation(
        "%s %% of another picture".formatted(text(100 * share)),
        (rgb, random, scope) -> {
          Mat other = scope.own(new Mat(rgb.size(), CvType.CV_8UC3, color(random, 60, 220)));
          for (int i = 0; i < 30; i++) {
            Point centre =
                new Point(rgb.cols() * random.nextDouble(), rgb.rows() * random.nextDouble());
            int radius = (int) (rgb.cols() * (0.02 + 0.12 * random.nextDouble()));
            Imgproc.circle(other, centre, radius, color(random, 0, 255), -1, Imgproc.LINE_AA);
          }
          int width = Math.max(1, (int) (rgb.cols() * Math.sqrt(share)));
          int height = Math.max(1, (int) (rgb.rows() * Math.sqrt(share)));
          int x = random.nextInt(rgb.cols() - width + 1);
          int y = random.nextInt(rgb.rows() - height + 1);
          paste(Geometry.resized(rgb, new Size(width, height), scope), other, x, y, scope);
          return other;
        });
  }

  /**
   * A photograph of the picture as it hangs in a museum: framed, with wall around it, from a place
   * beside it and in uneven light.
   */
  public static Deformation onMuseumWall() {
    return new Deformation(
        "on a museum wall",
        (rgb, random, scope) -> {
          double shrink = 0.62;
          Mat small =
              Geometry.resized(
                  rgb,
                  new Size(Math.ceil(rgb.cols() * shrink), Math.ceil(rgb.rows() * shrink)),
                  scope);
          int rail = Math.max(2, Math.min(small.cols(), small.rows()) / 14);
          Mat mounted = framed(small, rail / 2, color(random, 10, 60), scope);
          Scalar gold = new Scalar(150 + random.nextInt(60), 115 + random.nextInt(40), 40);
          Mat hung = framed(framed(mounted, rail, gold, scope), 2, color(random, 20, 70), scope);

          Size photo = new Size(rgb.cols(), rgb.rows());
          Point[] corners = Geometry.corners(hung.cols(), hung.rows());
          double left = (photo.width - hung.cols()) * (0.25 + 0.5 * random.nextDouble());
          double top = (photo.height - hung.rows()) * (0.25 + 0.5 * random.nextDouble());
          for (Point corner : corners) {
            corner.x += left + 0.035 * photo.width * random.nextGaussian();
            corner.y += top + 0.035 * photo.height * random.nextGaussian();
          }
          Scalar wall = color(random, 130, 215);
          return lit(Geometry.projected(hung, corners, photo, wall, scope), random, scope);
        });
  }

  /** Brighter here and darker there. */
  private static Mat lit(Mat rgb, Random random, MatScope scope) {
    Mat lights = scope.own(new Mat(LIGHTS, LIGHTS, CvType.CV_32F));
    for (int row = 0; row < LIGHTS; row++) {
      for (int column = 0; column < LIGHTS; column++) {
        lights.put(row, column, 0.6 + 0.65 * random.nextDouble());
      }
    }
    Mat field = scope.mat();
    Imgproc.resize(lights, field, rgb.size(), 0, 0, Imgproc.INTER_CUBIC);
    Mat field3 = scope.mat();
    Core.merge(List.of(field, field, field), field3);
    Mat lit = scope.mat();
    Core.multiply(rgb, field3, lit, 1, CvType.CV_8U);
    return lit;
  }

  private static Mat framed(Mat rgb, int wide, Scalar color, MatScope scope) {
    Mat framed = scope.mat();
    Core.copyMakeBorder(rgb, framed, wide, wide, wide, wide, Core.BORDER_CONSTANT, color);
    return framed;
  }

  private static void paste(Mat picture, Mat onto, int x, int y, MatScope scope) {
    Mat place = scope.own(onto.submat(new Rect(x, y, picture.cols(), picture.rows())));
    picture.copyTo(place);
  }

  private static Scalar color(Random random, int low, int high) {
    return new Scalar(
        low + random.nextInt(high - low + 1),
        low + random.nextInt(high - low + 1),
        low + random.nextInt(high - low + 1));
  }
}
