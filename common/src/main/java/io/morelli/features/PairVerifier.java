package io.morelli.features;

import io.morelli.features.VerifierSettings.Matcher;
import java.util.List;

/**
 * Compares a query with its candidates by their key points. Not thread-safe: one per operator
 * subtask.
 */
public final class PairVerifier {

  private final DescriptorMatcher matcher;
  private final GeometricVerifier geometry;
  private final boolean screened;

  public PairVerifier(VerifierSettings settings) {
    this.matcher = settings.newMatcher();
    this.geometry = new GeometricVerifier(settings.tolerance());
    this.screened = settings.matcher() == Matcher.SCREENED;
  }

  /** Makes a query ready once for all its candidates; to be closed by the caller. */
  public PreparedQuery prepare(KeyPoints query) {
    return matcher.prepare(query);
  }

  /** Compares; a candidate that was given up early counts the raw matches seen until then. */
  public Verification verify(PreparedQuery query, KeyPoints candidate) {
    if (screened) {
      List<Match> some = query.matchSome(candidate);
      if (!SimilarityScreen.passes(query.keyPoints(), candidate, some)) {
        return Verification.none(some.size());
      }
    }
    return geometry.verify(query.keyPoints(), candidate, query.match(candidate));
  }

  /**
   * Compares and names the matches. Nothing is given up early, so a candidate that {@link #verify}
   * thinks hopeless may show a few consistent matches here.
   */
  public Explanation explain(PreparedQuery query, KeyPoints candidate) {
    return geometry.explain(query.keyPoints(), candidate, query.match(candidate));
  }
}
