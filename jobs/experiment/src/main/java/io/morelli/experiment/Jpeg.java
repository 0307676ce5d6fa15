package io.morelli.experiment;

import io.morelli.image.OpenCv;
import io.morelli.image.RgbImage;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Encodes pictures. */
final class Jpeg {

  private Jpeg() {}

  /**
   * @param quality 1 to 100
   */
  static byte[] encode(RgbImage image, int quality) {
    return encode(image, quality, Integer.MAX_VALUE);
  }

  /**
   * @param quality 1 to 100
   * @param longSide at most so many pixels
   */
  static byte[] encode(RgbImage image, int quality, int longSide) {
    OpenCv.load();
    Mat bgr = new Mat(image.height(), image.width(), CvType.CV_8UC3);
    MatOfByte encoded = new MatOfByte();
    MatOfInt parameters = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality);
    try {
      bgr.put(0, 0, image.rgb());
      Imgproc.cvtColor(bgr, bgr, Imgproc.COLOR_RGB2BGR);
      double factor = (double) longSide / Math.max(image.width(), image.height());
      if (factor < 1) {
        Size size =
            new Size(
                Math.max(1, Math.round(factor * image.width())),
                Math.max(1, Math.round(factor * image.height())));
        Imgproc.resize(bgr, bgr, size, 0, 0, Imgproc.INTER_AREA);
      }
      Imgcodecs.imencode(".jpg", bgr, encoded, parameters);
      return encoded.toArray();
    } finally {
      parameters.release();
      encoded.release();
      bgr.release();
    }
  }
}
