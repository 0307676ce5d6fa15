package io.morelli.features;

import java.util.List;
import java.util.Objects;

/**
 * A comparison of two pictures, match by match.
 *
 * @param verification in numbers
 * @param matches key points whose descriptors match, in the order of the matcher
 * @param consistent those of them that the homography explains, in the same order; none if there is
 *     no homography
 */
public record Explanation(Verification verification, List<Match> matches, List<Match> consistent) {

  public Explanation {
    Objects.requireNonNull(verification, "verification");
    matches = List.copyOf(matches);
    consistent = List.copyOf(consistent);
  }

  static Explanation none(List<Match> matches) {
    return new Explanation(Verification.none(matches.size()), matches, List.of());
  }
}
