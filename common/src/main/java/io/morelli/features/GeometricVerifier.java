package io.morelli.features;

import io.morelli.image.OpenCv;
import java.util.List;
import java.util.stream.IntStream;
import org.opencv.calib3d.Calib3d;
import org.opencv.core.Mat;
import org.opencv.core.MatOfPoint2f;

/**
 * Counts the matches that one homography explains, as two pictures of the same flat thing have them
 * (MAGSAC++: Barath et al., CVPR 2020). Deterministic: OpenCV's USAC starts from the same seed on
 * every call. Thread-safe.
 */
public final class GeometricVerifier {

  /** A homography has eight degrees of freedom: four points. */
  private static final int LEAST_MATCHES = 4;

  /** The query's area in the candidate, relative to its own; beyond it no key point would match. */
  private static final double LEAST_AREA_RATIO = 0.01;

  private static final double MOST_AREA_RATIO = 100;

  private static final int MAX_ITERATIONS = 2000;
  private static final double CONFIDENCE = 0.995;

  private final double tolerance;

  /**
   * @param tolerance distance of a consistent match from where the homography puts it, pixels of
   *     the scaled candidate
   */
  public GeometricVerifier(double tolerance) {
    OpenCv.load();
    this.tolerance = tolerance;
  }

  /** Finds the homography from the query to the candidate that most matches agree with. */
  public Verification verify(KeyPoints query, KeyPoints candidate, List<Match> matches) {
    return explain(query, candidate, matches).verification();
  }

  /** As {@link #verify}, and names the matches that agree. */
  public Explanation explain(KeyPoints query, KeyPoints candidate, List<Match> matches) {
    if (matches.size() < LEAST_MATCHES) {
      return Explanation.none(matches);
    }
    float[] from = new float[2 * matches.size()];
    float[] to = new float[2 * matches.size()];
    for (int i = 0; i < matches.size(); i++) {
      Match match = matches.get(i);
      from[2 * i] = query.x(match.query());
      from[2 * i + 1] = query.y(match.query());
      to[2 * i] = candidate.x(match.candidate());
      to[2 * i + 1] = candidate.y(match.candidate());
    }
    double[] pixels = new double[9];
    boolean[] agrees = findHomography(from, to, pixels);
    List<Match> consistent =
        IntStream.range(0, agrees.length).filter(i -> agrees[i]).mapToObj(matches::get).toList();
    if (consistent.size() < LEAST_MATCHES) {
      return Explanation.none(matches);
    }
    Homography homography =
        Homography.ofPixels(
            pixels, query.width(), query.height(), candidate.width(), candidate.height());
    double areaRatio =
        homography.area()
            * candidate.width()
            * candidate.height()
            / ((double) query.width() * query.height());
    if (!homography.keepsOrientation()
        || areaRatio < LEAST_AREA_RATIO
        || areaRatio > MOST_AREA_RATIO) {
      return Explanation.none(matches);
    }
    double weight = Support.of(query, homography, consistent).weight();
    return new Explanation(
        new Verification(
            matches.size(),
            (int) (weight * Places.count(query, candidate, consistent)),
            homography.elements(),
            homography.overlap()),
        matches,
        consistent);
  }

  /** Returns which matches are consistent; empty if OpenCV finds no homography. */
  private boolean[] findHomography(float[] from, float[] to, double[] homography) {
    MatOfPoint2f source = new MatOfPoint2f();
    MatOfPoint2f target = new MatOfPoint2f();
    Mat mask = new Mat();
    Mat found = null;
    try {
      source.alloc(from.length / 2);
      source.put(0, 0, from);
      target.alloc(to.length / 2);
      target.put(0, 0, to);
      found =
          Calib3d.findHomography(
              source, target, Calib3d.USAC_MAGSAC, tolerance, mask, MAX_ITERATIONS, CONFIDENCE);
      if (found.empty()) {
        return new boolean[0];
      }
      found.get(0, 0, homography);
      byte[] marks = new byte[from.length / 2];
      mask.get(0, 0, marks);
      boolean[] consistent = new boolean[marks.length];
      for (int i = 0; i < marks.length; i++) {
        consistent[i] = marks[i] != 0;
      }
      return consistent;
    } finally {
      source.release();
      target.release();
      mask.release();
      if (found != null) {
        found.release();
      }
    }
  }
}
