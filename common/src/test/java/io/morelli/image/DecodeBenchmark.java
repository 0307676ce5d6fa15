package io.morelli.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Prints milliseconds a picture, median of {@value #ROUNDS} on one thread: this decoder, OpenCV at
 * full size, and ImageIO at full size (with a copy to RGB, as a caller needs it).
 */
public final class DecodeBenchmark {

  private static final int WARM_UP = 3;
  private static final int ROUNDS = 9;

  private DecodeBenchmark() {}

  public static void main(String[] args) throws Exception {
    OpenCv.load();
    ImageIO.setUseCache(false);
    System.out.printf(
        "%-6s %-12s %8s %12s %12s %12s%n",
        "format", "size", "kB", "ImageDecoder", "OpenCV full", "ImageIO");
    for (String extension : new String[] {".jpg", ".png", ".webp", ".tiff"}) {
      for (int[] size : new int[][] {{640, 480}, {1600, 1200}, {4000, 3000}}) {
        byte[] encoded = TestPictures.openCvEncoded(photograph(size[0], size[1]), extension);
        ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
        System.out.printf(
            "%-6s %-12s %8d %12.1f %12.1f %12.1f%n",
            extension.substring(1),
            size[0] + " x " + size[1],
            encoded.length / 1000,
            median(() -> decoder.decode(encoded)),
            median(() -> openCv(encoded)),
            median(() -> TestPictures.rgb(imageIo(encoded))));
      }
    }
  }

  /** Noise on all scales, which compresses about as well as a photograph does. */
  private static Mat photograph(int width, int height) {
    Mat sum = Mat.zeros(height, width, CvType.CV_32FC3);
    Mat layer = new Mat();
    for (int cells = 4; cells < width; cells *= 2) {
      Mat noise = new Mat(cells, cells, CvType.CV_32FC3);
      Core.randu(noise, 0, 255.0 * 2 / cells);
      Imgproc.resize(noise, layer, new Size(width, height), 0, 0, Imgproc.INTER_CUBIC);
      Core.add(sum, layer, sum);
      noise.release();
    }
    Mat picture = new Mat();
    Core.normalize(sum, sum, 0, 255, Core.NORM_MINMAX);
    sum.convertTo(picture, CvType.CV_8U);
    layer.release();
    sum.release();
    return picture;
  }

  private static RgbImage openCv(byte[] encoded) {
    MatOfByte buffer = new MatOfByte(encoded);
    Mat image = Imgcodecs.imdecode(buffer, Imgcodecs.IMREAD_COLOR);
    Imgproc.cvtColor(image, image, Imgproc.COLOR_BGR2RGB);
    byte[] rgb = new byte[3 * image.rows() * image.cols()];
    image.get(0, 0, rgb);
    RgbImage result = new RgbImage(image.cols(), image.rows(), rgb);
    image.release();
    buffer.release();
    return result;
  }

  private static BufferedImage imageIo(byte[] encoded) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(encoded));
  }

  private static double median(Callable<?> task) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      task.call();
    }
    double[] milliseconds = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      task.call();
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(milliseconds);
    return milliseconds[ROUNDS / 2];
  }
}
