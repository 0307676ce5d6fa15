package io.morelli.explain;

import io.morelli.decision.Rule;
import io.morelli.features.Verification;
import io.morelli.message.SearchResponse.Match;
import java.util.Locale;

/** What stands below a drawn match. */
public final class MatchCaption {

  private MatchCaption() {}

  /** What decided about it. */
  public static String decision(Match match) {
    return String.format(
        Locale.ROOT,
        "%s by the rule %s: cosine %.3f, %d matching points%s%s",
        Rule.valueOf(match.rule()).match() ? "match" : "no match",
        match.rule(),
        match.cosine(),
        match.matchingPoints(),
        match.mirrored() ? ", mirrored" : "",
        match.region() == null ? "" : ", in the outlined part of the query");
  }

  /** Its key points in numbers. */
  public static String figures(Comparison comparison) {
    Verification verification = comparison.explanation().verification();
    return String.format(
        Locale.ROOT,
        "%,d and %,d key points, %,d matches, %,d pairs agree with one homography, overlap %d %%",
        comparison.queryPoints().count(),
        comparison.answerPoints().count(),
        verification.rawMatches(),
        comparison.explanation().consistent().size(),
        Math.round(100 * verification.overlap()));
  }
}
