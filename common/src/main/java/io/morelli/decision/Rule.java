package io.morelli.decision;

/** The rule that decided whether a candidate is a match. */
public enum Rule {
  /** The cosine is below the low threshold. */
  COSINE_TOO_LOW(false),
  /** A picture has too few key points to verify, and the cosine is high. */
  TOO_SIMPLE_HIGH_COSINE(true),
  /** A picture has too few key points to verify, and the cosine is not high. */
  TOO_SIMPLE_LOW_COSINE(false),
  /** The cosine is high and at least a few points match. */
  HIGH_COSINE_FEW_POINTS(true),
  /** The cosine is not high, but many points match. */
  MANY_POINTS(true),
  /**
   * The cosine is not high, and far more points of the same part of the query match another
   * picture.
   */
  OVERSHADOWED(false),
  /** Fewer points match than the cosine asks for. */
  TOO_FEW_POINTS(false);

  private final boolean match;

  Rule(boolean match) {
    this.match = match;
  }

  /** Whether this rule makes the candidate a match. */
  public boolean match() {
    return match;
  }
}
