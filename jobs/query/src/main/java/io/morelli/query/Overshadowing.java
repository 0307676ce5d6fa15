package io.morelli.query;

import io.morelli.features.Footprint;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which candidates agree with a part of the query that another one agrees with far better.
 * Two sides of an altarpiece in one frame, two pages of one layout or two stills with one caption
 * match where they are the same; where the very picture is there too, it matches all over. A small
 * picture within a large one is compared with what the large one has in that place only. Not
 * thread-safe.
 */
final class Overshadowing {

  /** So many times the matching points are far more (figures in docs/geometry.md). */
  private static final int FAR_MORE = 8;

  private final Query query;
  private final List<Contender> contenders;
  private final Map<Contender, Footprint> footprints = new IdentityHashMap<>();

  Overshadowing(Query query, List<Contender> contenders) {
    this.query = query;
    this.contenders = contenders;
  }

  /**
   * @param one of the contenders
   */
  boolean covers(Contender one) {
    if (one.matchingPoints() == 0) {
      return false; // The two have nothing in common.
    }
    int farMore = FAR_MORE * one.matchingPoints();
    return contenders.stream()
        .filter(other -> other.matchingPoints() >= farMore)
        .anyMatch(
            other -> other.matchingPoints() * footprint(other).shareIn(footprint(one)) >= farMore);
  }

  private Footprint footprint(Contender contender) {
    return footprints.computeIfAbsent(
        contender,
        of ->
            Footprint.of(
                query.views().get(of.view()).fromWholePicture(of.verification().homography())));
  }
}
