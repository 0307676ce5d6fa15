package io.morelli.experiment;

import io.morelli.decision.Rule;
import io.morelli.decision.SearchRule;
import io.morelli.message.SearchResponse.Match;

/**
 * A candidate's numbers, from which any thresholds decide about it.
 *
 * @param id of the image
 * @param cosine of the two vectors
 * @param queryKeyPoints of the part of the query that was compared
 * @param keyPoints of the candidate
 * @param rawMatches by descriptors
 * @param matchingPoints of them consistent with one homography
 * @param overshadowed whether the answer said so
 * @param view what of the query was compared
 */
record Scored(
    String id,
    double cosine,
    int queryKeyPoints,
    int keyPoints,
    int rawMatches,
    int matchingPoints,
    boolean overshadowed,
    View view) {

  /** What of a query was compared. */
  enum View {
    WHOLE,
    MIRRORED,
    REGION
  }

  static Scored of(Match match) {
    View view =
        match.mirrored() ? View.MIRRORED : match.region() == null ? View.WHOLE : View.REGION;
    return new Scored(
        match.id(),
        match.cosine(),
        match.queryKeyPoints(),
        match.keyPoints(),
        match.rawMatches(),
        match.matchingPoints(),
        match.rule().equals(Rule.OVERSHADOWED.name()),
        view);
  }

  /** Of the two pictures the one with fewer key points. */
  int fewerKeyPoints() {
    return Math.min(queryKeyPoints, keyPoints);
  }

  Rule rule(SearchRule rule) {
    return rule.decide(cosine, queryKeyPoints, keyPoints, matchingPoints, () -> overshadowed);
  }
}
