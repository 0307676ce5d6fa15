package io.morelli.deformation;

import static io.morelli.deformation.Geometry.require;
import static io.morelli.deformation.Geometry.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgproc.Imgproc;

/** Deformations that change colours and leave pixels where they are. */
public final class Colour {

  /** Degrees for each of OpenCV's 8-bit hue steps. */
  private static final double HUE_STEP = 2;

  private Colour() {}

  /**
   * @param factor on every channel, greater than 0; 1 changes nothing
   */
  public static Deformation brightness(double factor) {
    require(factor > 0, "factor must be greater than 0: ", factor);
    return new Deformation(
        "brightness x %s".formatted(text(factor)),
        (rgb, random, scope) -> linear(rgb, factor, 0, scope));
  }

  /**
   * Moves values away from the middle grey or towards it.
   *
   * @param factor 0 or more; 1 changes nothing
   */
  public static Deformation contrast(double factor) {
    require(factor >= 0, "factor must be 0 or more: ", factor);
    return new Deformation(
        "contrast x %s".formatted(text(factor)),
        (rgb, random, scope) -> linear(rgb, factor, 128 * (1 - factor), scope));
  }

  /**
   * @param factor 0 or more; 1 changes nothing, 0 leaves no colour
   */
  public static Deformation saturation(double factor) {
    require(factor >= 0, "factor must be 0 or more: ", factor);
    return new Deformation(
        "saturation x %s".formatted(text(factor)),
        (rgb, random, scope) -> inHsv(rgb, 1, s -> linear(s, factor, 0, scope), scope));
  }

  /**
   * Turns the circle of hues.
   *
   * @param degrees 0 to 360
   */
  public static Deformation hue(double degrees) {
    require(degrees >= 0 && degrees <= 360, "degrees must be 0 to 360: ", degrees);
    return new Deformation(
        "hue turned by %s°".formatted(text(degrees)),
        (rgb, random, scope) ->
            inHsv(
                rgb,
                0,
                hue -> {
                  Mat turned = scope.mat();
                  Core.LUT(hue, turnedHues(degrees, scope), turned);
                  return turned;
                },
                scope));
  }

  /** Without colour. */
  public static Deformation grey() {
    return new Deformation(
        "grey",
        (rgb, random, scope) -> {
          Mat grey = scope.mat();
          Imgproc.cvtColor(rgb, grey, Imgproc.COLOR_RGB2GRAY);
          Mat back = scope.mat();
          Imgproc.cvtColor(grey, back, Imgproc.COLOR_GRAY2RGB);
          return back;
        });
  }

  static Mat linear(Mat image, double factor, double offset, MatScope scope) {
    Mat changed = scope.mat();
    image.convertTo(changed, -1, factor, offset);
    return changed;
  }

  private static Mat turnedHues(double degrees, MatScope scope) {
    Mat table = scope.own(new Mat(1, 256, CvType.CV_8U));
    byte[] values = new byte[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) ((i + Math.round(degrees / HUE_STEP)) % 180);
    }
    table.put(0, 0, values);
    return table;
  }

  /** Changes one channel of hue, saturation and value. */
  private static Mat inHsv(Mat rgb, int channel, UnaryOperator<Mat> change, MatScope scope) {
    Mat hsv = scope.mat();
    Imgproc.cvtColor(rgb, hsv, Imgproc.COLOR_RGB2HSV);
    List<Mat> channels = new ArrayList<>();
    Core.split(hsv, channels);
    channels.forEach(scope::own);
    channels.set(channel, change.apply(channels.get(channel)));
    Core.merge(channels, hsv);
    Mat back = scope.mat();
    Imgproc.cvtColor(hsv, back, Imgproc.COLOR_HSV2RGB);
    return back;
  }
}
