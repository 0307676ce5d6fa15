package io.morelli.image;

import java.io.IOException;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** The fast path: OpenCV's decoders for the common formats (libjpeg-turbo, libpng, libwebp). */
final class OpenCvReader {

  private OpenCvReader() {}

  /**
   * @param reduction 1, 2, 4 or 8: JPEG is decoded at that fraction of its size, which skips most
   *     of the work; other formats ignore it
   * @return 8-bit BGR as stored, not turned; to be released by the caller
   * @throws IOException if OpenCV finds the data damaged
   */
  static Mat read(ImageFormat format, byte[] encoded, int reduction) throws IOException {
    MatOfByte buffer = new MatOfByte(encoded);
    Mat image;
    try {
      image = Imgcodecs.imdecode(buffer, flags(format, reduction));
    } finally {
      buffer.release();
    }
    try {
      if (image.empty()) {
        throw new IOException("the decoder found the data damaged");
      }
      toBgr8(image);
      return image;
    } catch (IOException | RuntimeException e) {
      image.release();
      throw e;
    }
  }

  private static int flags(ImageFormat format, int reduction) {
    return switch (format) {
      // Unchanged keeps the alpha channel and 16 bits.
      case PNG, WEBP -> Imgcodecs.IMREAD_UNCHANGED;
      // The fourth byte of a BMP pixel is mostly unused and 0, so it is not taken for alpha.
      case BMP -> Imgcodecs.IMREAD_COLOR;
      case JPEG ->
          Imgcodecs.IMREAD_IGNORE_ORIENTATION
              | switch (reduction) {
                case 1 -> Imgcodecs.IMREAD_COLOR;
                case 2 -> Imgcodecs.IMREAD_REDUCED_COLOR_2;
                case 4 -> Imgcodecs.IMREAD_REDUCED_COLOR_4;
                case 8 -> Imgcodecs.IMREAD_REDUCED_COLOR_8;
                default -> throw new IllegalArgumentException("reduction " + reduction);
              };
      default -> throw new IllegalArgumentException("not OpenCV's: " + format);
    };
  }

  private static void toBgr8(Mat image) throws IOException {
    if (image.depth() == CvType.CV_16U) {
      image.convertTo(image, CvType.CV_8U, 1.0 / 257);
    }
    switch (image.channels()) {
      case 1 -> Imgproc.cvtColor(image, image, Imgproc.COLOR_GRAY2BGR);
      case 3 -> {}
      case 4 -> compositeOverWhite(image);
      default -> throw new IOException("%d channels".formatted(image.channels()));
    }
  }

  /** White minus the inverted picture weighted by alpha equals the picture over white. */
  private static void compositeOverWhite(Mat bgra) {
    Mat alpha = new Mat();
    try {
      Core.extractChannel(bgra, alpha, 3);
      Imgproc.cvtColor(alpha, alpha, Imgproc.COLOR_GRAY2BGR);
      Imgproc.cvtColor(bgra, bgra, Imgproc.COLOR_BGRA2BGR);
      Core.bitwise_not(bgra, bgra);
      Core.multiply(bgra, alpha, bgra, 1.0 / 255);
      Core.bitwise_not(bgra, bgra);
    } finally {
      alpha.release();
    }
  }
}
