package io.morelli.image;

import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.util.Objects;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.MatOfDouble;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Turns the bytes of a picture file into an upright 8-bit RGB picture.
 *
 * <p>Formats: JPEG (baseline, progressive, grey, CMYK), PNG, WebP, BMP, GIF, TIFF, PBM, PGM and
 * PPM, recognised by content; of an animation or a stack the first picture. The EXIF orientation of
 * JPEG, PNG, WebP and TIFF is applied, transparent pictures are laid over white, 16 bits are scaled
 * to 8. Colour profiles are ignored except those of CMYK. The size is read from the header and
 * checked before any pixel is decoded.
 *
 * <p>A picture is reduced by 2, 4 or 8 as long as its longer side keeps at least {@value
 * #MIN_REDUCED_SIDE} pixels, in every format alike: nothing downstream looks at more, and libjpeg
 * decodes a reduced picture several times faster.
 *
 * <p>A damaged file is refused when its decoder says so or its data end early. Flipped bits within
 * JPEG's entropy-coded data usually decode without complaint, to a picture with a blemish, which is
 * accepted.
 *
 * <p>Memory while it works: for JPEG that of the reduced picture (a progressive one also keeps 3 to
 * 6 bytes a pixel of coefficients), else up to 12 bytes a pixel of the whole picture, so the pixel
 * limit bounds it. Decoders in C complain on standard error.
 *
 * <p>Thread-safe.
 */
public final class ImageDecoder {

  /** The longer side that a reduced picture keeps at least, pixels. */
  public static final int MIN_REDUCED_SIDE = 1024;

  /** What libjpeg offers. */
  private static final int MAX_REDUCTION = 8;

  /** Luminance below this standard deviation (of 255) is one colour and a little noise. */
  private static final double MIN_LUMINANCE_DEVIATION = 2;

  private final ImageLimits limits;

  /** Loads OpenCV's native library if that has not happened yet. */
  public ImageDecoder(ImageLimits limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
    OpenCv.load();
  }

  /**
   * @throws RejectedException TOO_LARGE above the limits, TOO_SIMPLE below the shortest side or if
   *     the picture is nearly of one colour, UNREADABLE_IMAGE for all that is no undamaged picture
   *     of a supported format
   */
  public DecodedImage decode(byte[] encoded) throws RejectedException {
    if (encoded.length > limits.maxBytes()) {
      throw new RejectedException(
          ErrorCode.TOO_LARGE,
          "%d bytes, the limit is %d".formatted(encoded.length, limits.maxBytes()));
    }
    ImageFormat format = ImageFormat.of(encoded);
    ImageHeader header = readHeader(format, encoded);
    check(header);
    int reduction = reduction(header);
    Mat image = readPixels(header, encoded, reduction);
    try {
      reduce(image, header, reduction);
      refuseUniform(image);
      ExifOrientation.apply(header.orientation(), image);
      boolean sideways = ExifOrientation.isSideways(header.orientation());
      return new DecodedImage(
          toRgb(image),
          sideways ? header.height() : header.width(),
          sideways ? header.width() : header.height());
    } finally {
      image.release();
    }
  }

  private static ImageHeader readHeader(ImageFormat format, byte[] encoded)
      throws RejectedException {
    try {
      return ImageHeader.read(format, encoded);
    } catch (IOException | RuntimeException e) {
      throw damaged(format, e);
    }
  }

  private void check(ImageHeader header) throws RejectedException {
    long pixels = (long) header.width() * header.height();
    if (pixels > limits.maxPixels()) {
      throw new RejectedException(
          ErrorCode.TOO_LARGE,
          "%s of %d x %d = %d pixels, the limit is %d"
              .formatted(
                  header.format(), header.width(), header.height(), pixels, limits.maxPixels()));
    }
    if (Math.min(header.width(), header.height()) < limits.minSide()) {
      throw new RejectedException(
          ErrorCode.TOO_SIMPLE,
          "%s of %d x %d pixels, the shorter side must have at least %d"
              .formatted(header.format(), header.width(), header.height(), limits.minSide()));
    }
  }

  private static int reduction(ImageHeader header) {
    int longSide = Math.max(header.width(), header.height());
    int reduction = 1;
    while (reduction < MAX_REDUCTION && longSide / (2 * reduction) >= MIN_REDUCED_SIDE) {
      reduction *= 2;
    }
    return reduction;
  }

  private static Mat readPixels(ImageHeader header, byte[] encoded, int reduction)
      throws RejectedException {
    try {
      return header.nativeDecoder()
          ? OpenCvReader.read(header.format(), encoded, reduction)
          : JavaReader.read(header.format(), encoded);
    } catch (IOException | RuntimeException e) {
      // Decoders meet hostile input here, and answer with whatever exception comes first.
      throw damaged(header.format(), e);
    }
  }

  /** Shrinks what its decoder could not reduce, to the size that libjpeg would have chosen. */
  private static void reduce(Mat image, ImageHeader header, int reduction)
      throws RejectedException {
    Size reduced =
        new Size(ceilDiv(header.width(), reduction), ceilDiv(header.height(), reduction));
    if (image.size().equals(reduced)) {
      return;
    }
    if (image.cols() != header.width() || image.rows() != header.height()) {
      throw new RejectedException(
          ErrorCode.UNREADABLE_IMAGE,
          "damaged %s: its header says %d x %d pixels, its data %d x %d"
              .formatted(
                  header.format(), header.width(), header.height(), image.cols(), image.rows()));
    }
    Imgproc.resize(image, image, reduced, 0, 0, Imgproc.INTER_AREA);
  }

  private static int ceilDiv(int value, int divisor) {
    return (value + divisor - 1) / divisor;
  }

  private static void refuseUniform(Mat bgr) throws RejectedException {
    Mat luminance = new Mat();
    MatOfDouble mean = new MatOfDouble();
    MatOfDouble deviation = new MatOfDouble();
    try {
      Imgproc.cvtColor(bgr, luminance, Imgproc.COLOR_BGR2GRAY);
      Core.meanStdDev(luminance, mean, deviation);
      double value = deviation.get(0, 0)[0];
      if (value < MIN_LUMINANCE_DEVIATION) {
        throw new RejectedException(
            ErrorCode.TOO_SIMPLE,
            "nearly one colour: the standard deviation of luminance is %.2f of 255, below %.0f"
                .formatted(value, MIN_LUMINANCE_DEVIATION));
      }
    } finally {
      luminance.release();
      mean.release();
      deviation.release();
    }
  }

  private static RgbImage toRgb(Mat bgr) {
    Imgproc.cvtColor(bgr, bgr, Imgproc.COLOR_BGR2RGB);
    byte[] rgb = new byte[3 * bgr.rows() * bgr.cols()];
    bgr.get(0, 0, rgb);
    return new RgbImage(bgr.cols(), bgr.rows(), rgb);
  }

  private static RejectedException damaged(ImageFormat format, Exception cause) {
    String reason =
        cause instanceof IOException && cause.getMessage() != null
            ? cause.getMessage()
            : "its decoder failed with " + cause;
    return new RejectedException(
        ErrorCode.UNREADABLE_IMAGE, "damaged %s: %s".formatted(format, reason), cause);
  }
}
