package io.morelli.features;

import java.io.Serializable;
import java.util.Objects;

/**
 * How a candidate is compared with the query.
 *
 * @param matcher how matching descriptors are found
 * @param maxRatio ratio test: the nearest distance must be less than this part of the second
 *     nearest, over 0, at most 1
 * @param tolerance how far a matching point may lie from where the transform puts it, pixels of the
 *     scaled candidate, over 0
 */
public record VerifierSettings(Matcher matcher, double maxRatio, double tolerance)
    implements Serializable {

  /** How matching descriptors are found. */
  public enum Matcher {
    /** Every pair of descriptors is compared. */
    EXACT,
    /**
     * As {@link #EXACT}, but a candidate is given up early if its nearest descriptors alone agree
     * on no homography. In less than half the time, it gives real matches the same answer.
     */
    SCREENED,
    /** Locality sensitive hashing, as in the original system. */
    FLANN
  }

  public static final VerifierSettings DEFAULT = new VerifierSettings(Matcher.SCREENED, 0.8, 4);

  public VerifierSettings {
    Objects.requireNonNull(matcher, "matcher");
    requireRatio(maxRatio);
    if (!(tolerance > 0)) {
      throw new IllegalArgumentException("tolerance must be over 0: " + tolerance);
    }
  }

  static double requireRatio(double maxRatio) {
    if (!(maxRatio > 0 && maxRatio <= 1)) {
      throw new IllegalArgumentException("ratio must be over 0, at most 1: " + maxRatio);
    }
    return maxRatio;
  }

  DescriptorMatcher newMatcher() {
    return switch (matcher) {
      case EXACT, SCREENED -> new HammingMatcher(maxRatio);
      case FLANN -> new FlannLshMatcher(maxRatio);
    };
  }
}
