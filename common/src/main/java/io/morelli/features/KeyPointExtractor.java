package io.morelli.features;

import io.morelli.image.OpenCv;
import io.morelli.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.List;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfKeyPoint;
import org.opencv.core.Size;
import org.opencv.features2d.ORB;
import org.opencv.imgproc.Imgproc;

/**
 * Finds ORB key points. Not thread-safe: one per operator subtask. It holds no native memory of
 * note between calls.
 */
public final class KeyPointExtractor {

  /**
   * At which a query is looked at beside its own scale. A crop to half of each side, scaled by a
   * half, is as large as in its original.
   */
  public static final List<Double> COARSE_SCALES = List.of(0.7, 0.5);

  /** OpenCV's key point as floats: x, y, size, angle, response, octave, class. */
  private static final int FIELDS = 7;

  private static final int RESPONSE = 4;
  private static final int OCTAVE = 5;
  private static final int DESCRIPTOR_BYTES = 32;

  /** Key points found for each one that the index keeps, so that there is a choice. */
  private static final int OVERSAMPLING = 4;

  private final OrbSettings settings;
  private final ORB orb;

  public KeyPointExtractor(OrbSettings settings) {
    OpenCv.load();
    this.settings = settings;
    this.orb = ORB.create(OVERSAMPLING * settings.indexedKeyPoints());
    orb.setFastThreshold(settings.fastThreshold());
  }

  /**
   * The key points of a query: the strongest, and some from all over the picture; none where it is
   * uniform, or narrower than 63 pixels once scaled.
   */
  public KeyPoints extract(RgbImage picture) {
    return extract(picture, 1);
  }

  /**
   * The key points of a query that is scaled down further than the settings say.
   *
   * @param scale part of the settings' long side, over 0, at most 1
   */
  public KeyPoints extract(RgbImage picture, double scale) {
    int longSide = Math.max(1, (int) Math.round(scale * settings.longSide()));
    return extract(picture, longSide, settings.maxKeyPoints());
  }

  /**
   * The key points of a picture of the index: first those of {@link #extract}, then as many more as
   * the settings say, from where it has few.
   */
  public KeyPoints extractForIndex(RgbImage picture) {
    return extract(picture, settings.longSide(), settings.indexedKeyPoints());
  }

  private KeyPoints extract(RgbImage picture, int longSide, int count) {
    Mat grey = new Mat();
    MatOfKeyPoint found = new MatOfKeyPoint();
    Mat descriptors = new Mat();
    Mat everywhere = new Mat();
    try {
      scaledGrey(picture, longSide, grey);
      // ORB looks at nothing nearer to an edge than this, and fails on a picture one pixel wide.
      if (Math.min(grey.width(), grey.height()) <= 2 * orb.getEdgeThreshold()) {
        return KeyPoints.of(grey.width(), grey.height(), new float[0], new long[0]);
      }
      orb.detectAndCompute(grey, everywhere, found, descriptors);
      return selected(grey.width(), grey.height(), found, descriptors, count);
    } finally {
      grey.release();
      found.release();
      descriptors.release();
      everywhere.release();
    }
  }

  private static void scaledGrey(RgbImage picture, int longSide, Mat grey) {
    double scale = (double) longSide / Math.max(picture.width(), picture.height());
    Size size =
        new Size(
            Math.max(1, Math.round(scale * picture.width())),
            Math.max(1, Math.round(scale * picture.height())));
    Mat rgb = new Mat(picture.height(), picture.width(), CvType.CV_8UC3);
    try {
      rgb.put(0, 0, picture.rgb());
      Imgproc.cvtColor(rgb, grey, Imgproc.COLOR_RGB2GRAY);
    } finally {
      rgb.release();
    }
    Imgproc.resize(grey, grey, size, 0, 0, scale < 1 ? Imgproc.INTER_AREA : Imgproc.INTER_CUBIC);
  }

  private KeyPoints selected(
      int width, int height, MatOfKeyPoint found, Mat descriptors, int count) {
    int total = (int) found.total();
    if (total == 0) {
      return KeyPoints.of(width, height, new float[0], new long[0]);
    }
    byte[] bytes = new byte[DESCRIPTOR_BYTES * total];
    descriptors.get(0, 0, bytes);
    ByteBuffer words = ByteBuffer.wrap(bytes);
    FoundPoints points = points(width, height, found);
    int[] chosen = KeyPointSelection.choose(points, settings.maxKeyPoints(), count);
    float[] xy = new float[2 * chosen.length];
    long[] packed = new long[KeyPoints.WORDS * chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      xy[2 * i] = points.x()[chosen[i]];
      xy[2 * i + 1] = points.y()[chosen[i]];
      for (int w = 0; w < KeyPoints.WORDS; w++) {
        packed[KeyPoints.WORDS * i + w] =
            words.getLong(DESCRIPTOR_BYTES * chosen[i] + Long.BYTES * w);
      }
    }
    return KeyPoints.of(width, height, xy, packed);
  }

  private static FoundPoints points(int width, int height, MatOfKeyPoint found) {
    int total = (int) found.total();
    float[] fields = new float[FIELDS * total];
    found.get(0, 0, fields);
    float[] x = new float[total];
    float[] y = new float[total];
    float[] response = new float[total];
    int[] octave = new int[total];
    for (int i = 0; i < total; i++) {
      // A point of a coarse octave can lie a fraction of a pixel outside once scaled back.
      x[i] = Math.max(0, Math.min(width, fields[FIELDS * i]));
      y[i] = Math.max(0, Math.min(height, fields[FIELDS * i + 1]));
      response[i] = fields[FIELDS * i + RESPONSE];
      octave[i] = (int) fields[FIELDS * i + OCTAVE];
    }
    return new FoundPoints(width, height, x, y, response, octave);
  }
}
