package io.morelli.features;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts the places that matches stand for. ORB finds one corner on several levels of its pyramid
 * and once more a pixel beside it; so a single detail that two pictures share, such as an eye,
 * shows as many matches, all of them in agreement.
 */
final class Places {

  /** Pixels of the scaled pictures that two places are apart, in both of them. */
  static final double SEPARATION = 10;

  private Places() {}

  /** The size of a set of matches that lie apart, chosen greedily in the order given. */
  static int count(KeyPoints query, KeyPoints candidate, List<Match> matches) {
    List<Match> places = new ArrayList<>();
    for (Match match : matches) {
      if (places.stream().noneMatch(place -> isNear(query, candidate, match, place))) {
        places.add(match);
      }
    }
    return places.size();
  }

  private static boolean isNear(KeyPoints query, KeyPoints candidate, Match a, Match b) {
    return near(query.x(a.query()) - query.x(b.query()), query.y(a.query()) - query.y(b.query()))
        || near(
            candidate.x(a.candidate()) - candidate.x(b.candidate()),
            candidate.y(a.candidate()) - candidate.y(b.candidate()));
  }

  private static boolean near(double dx, double dy) {
    return dx * dx + dy * dy < SEPARATION * SEPARATION;
  }
}
