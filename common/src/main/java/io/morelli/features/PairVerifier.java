package io.morelli.features;

/**
 * Compares a query with its candidates by their key points. Not thread-safe: one per operator
 * subtask.
 */
public final class PairVerifier {

  private final DescriptorMatcher matcher;
  private final GeometricVerifier geometry;

  public PairVerifier(VerifierSettings settings) {
    this.matcher = settings.newMatcher();
    this.geometry = new GeometricVerifier(settings.tolerance());
  }

  /** Makes a query ready once for all its candidates; to be closed by the caller. */
  public PreparedQuery prepare(KeyPoints query) {
    return matcher.prepare(query);
  }

  public Verification verify(PreparedQuery query, KeyPoints candidate) {
    return geometry.verify(query.keyPoints(), candidate, query.match(candidate));
  }
}
