package io.morelli.deformation;

import static io.morelli.deformation.Geometry.require;
import static io.morelli.deformation.Geometry.text;

import java.util.Random;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Deformations that lose detail. */
public final class Quality {

  private Quality() {}

  /**
   * Compressed and decompressed.
   *
   * @param quality 1 to 100
   */
  public static Deformation jpeg(int quality) {
    require(quality >= 1 && quality <= 100, "quality must be 1 to 100: ", quality);
    return new Deformation(
        "JPEG quality %d".formatted(quality),
        (rgb, random, scope) -> {
          Mat bgr = scope.mat();
          Imgproc.cvtColor(rgb, bgr, Imgproc.COLOR_RGB2BGR);
          MatOfByte encoded = scope.own(new MatOfByte());
          MatOfInt parameters = scope.own(new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality));
          Imgcodecs.imencode(".jpg", bgr, encoded, parameters);
          Mat decoded = scope.own(Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR));
          Mat back = scope.mat();
          Imgproc.cvtColor(decoded, back, Imgproc.COLOR_BGR2RGB);
          return back;
        });
  }

  /**
   * Out of focus.
   *
   * @param sigma of the Gaussian, pixels, greater than 0
   */
  public static Deformation blurred(double sigma) {
    require(sigma > 0, "sigma must be greater than 0: ", sigma);
    return new Deformation(
        "blurred by %s px".formatted(text(sigma)),
        (rgb, random, scope) -> {
          Mat blurred = scope.mat();
          Imgproc.GaussianBlur(rgb, blurred, new Size(0, 0), sigma);
          return blurred;
        });
  }

  /**
   * Gaussian noise on every channel.
   *
   * @param sigma in steps of 8-bit values, greater than 0
   */
  public static Deformation noisy(double sigma) {
    require(sigma > 0, "sigma must be greater than 0: ", sigma);
    return new Deformation(
        "noise of %s".formatted(text(sigma)),
        (rgb, random, scope) -> {
          Mat noise = scope.own(new Mat(rgb.size(), CvType.CV_16SC3));
          noise.put(0, 0, gaussian(3 * rgb.cols() * rgb.rows(), sigma, random));
          Mat noisy = scope.mat();
          Core.add(rgb, noise, noisy, scope.mat(), CvType.CV_8U);
          return noisy;
        });
  }

  /** Drawn here and not by OpenCV, whose generator is shared by all threads. */
  private static short[] gaussian(int count, double sigma, Random random) {
    short[] values = new short[count];
    for (int i = 0; i < count; i++) {
      values[i] = (short) Math.round(sigma * random.nextGaussian());
    }
    return values;
  }
}
