package io.morelli.features;

import io.morelli.image.OpenCv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.DMatch;
import org.opencv.core.Mat;
import org.opencv.core.MatOfDMatch;
import org.opencv.features2d.FlannBasedMatcher;

/**
 * The approximate matcher of the original system: FLANN's locality sensitive hashing (Lv et al.,
 * VLDB 2007), with the ratio test and the best match for each key point of the query. It overlooks
 * true second neighbours, so that more nonsense passes the ratio test than with {@link
 * HammingMatcher}; the geometric check must sort it out.
 */
public final class FlannLshMatcher implements DescriptorMatcher {

  /** FLANN's tables are random; with a fixed seed the same pictures give the same matches. */
  private static final int SEED = 7;

  private static final int TABLES = 6;
  private static final int KEY_BITS = 12;
  private static final int PROBE_LEVEL = 1;

  private final double maxRatio;
  private final FlannBasedMatcher template;

  /**
   * @param maxRatio the nearest distance must be less than this part of the second nearest, over 0,
   *     at most 1
   */
  public FlannLshMatcher(double maxRatio) {
    OpenCv.load();
    this.maxRatio = VerifierSettings.requireRatio(maxRatio);
    this.template = FlannBasedMatcher.create();
    configure(template);
  }

  /** OpenCV's Java interface sets FLANN's parameters through a file only. */
  private static void configure(FlannBasedMatcher matcher) {
    String parameters =
        """
        %%YAML:1.0
        ---
        indexParams:
          - { name: algorithm, type: 9, value: 6 }
          - { name: table_number, type: 4, value: %d }
          - { name: key_size, type: 4, value: %d }
          - { name: multi_probe_level, type: 4, value: %d }
        searchParams:
          - { name: checks, type: 4, value: 32 }
        """
            .formatted(TABLES, KEY_BITS, PROBE_LEVEL);
    try {
      Path file = Files.createTempFile("flann-lsh", ".yaml");
      try {
        Files.writeString(file, parameters);
        matcher.read(file.toString());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write FLANN's parameters to a temporary file", e);
    }
  }

  @Override
  public PreparedQuery prepare(KeyPoints query) {
    return new IndexedQuery(query);
  }

  private final class IndexedQuery implements PreparedQuery {

    private final KeyPoints query;
    private final Mat descriptors;
    private final org.opencv.features2d.DescriptorMatcher index;

    IndexedQuery(KeyPoints query) {
      this.query = query;
      this.descriptors = mat(query);
      this.index = template.clone(true);
      // FLANN fails on an empty index.
      if (query.count() > 0) {
        Core.setRNGSeed(SEED);
        index.add(List.of(descriptors));
        index.train();
      }
    }

    @Override
    public KeyPoints keyPoints() {
      return query;
    }

    @Override
    public List<Match> match(KeyPoints candidate) {
      if (query.count() < 2 || candidate.count() == 0) {
        return List.of();
      }
      Match[] best = new Match[query.count()];
      Mat sought = mat(candidate);
      List<MatOfDMatch> found = new ArrayList<>(candidate.count());
      try {
        index.knnMatch(sought, found, 2);
        for (MatOfDMatch neighbours : found) {
          consider(neighbours, best);
        }
      } finally {
        sought.release();
        found.forEach(Mat::release);
      }
      return Arrays.stream(best)
          .filter(Objects::nonNull)
          .sorted(Comparator.comparingInt(Match::candidate))
          .toList();
    }

    @Override
    public List<Match> matchSome(KeyPoints candidate) {
      return match(candidate);
    }

    private void consider(MatOfDMatch neighbours, Match[] best) {
      // A key point has as many neighbours as its hash buckets hold, perhaps one or none.
      if (neighbours.total() < 2) {
        return;
      }
      DMatch[] two = neighbours.toArray();
      if (two[0].distance < maxRatio * two[1].distance) {
        int q = two[0].trainIdx;
        int distance = (int) two[0].distance;
        if (best[q] == null || distance < best[q].distance()) {
          best[q] = new Match(q, two[0].queryIdx, distance);
        }
      }
    }

    @Override
    public void close() {
      index.clear();
      descriptors.release();
    }
  }

  private static Mat mat(KeyPoints points) {
    byte[] bytes = new byte[points.descriptors().length * Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().put(points.descriptors());
    Mat mat = new Mat(points.count(), KeyPoints.WORDS * Long.BYTES, CvType.CV_8UC1);
    if (bytes.length > 0) {
      mat.put(0, 0, bytes);
    }
    return mat;
  }
}
