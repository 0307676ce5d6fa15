package io.morelli.features;

import java.util.ArrayList;
import java.util.List;

/**
 * The exact matcher: compares every descriptor with every other. Two key points match if each is
 * the other's nearest and the second nearest of the candidate's key point is clearly farther (the
 * ratio test: Lowe, IJCV 2004). Keeps no state between calls, and so is thread-safe, as are its
 * prepared queries.
 */
public final class HammingMatcher implements DescriptorMatcher {

  private static final int WORDS = KeyPoints.WORDS;

  private final double maxRatio;

  /**
   * @param maxRatio the nearest distance must be less than this part of the second nearest, over 0,
   *     at most 1
   */
  public HammingMatcher(double maxRatio) {
    this.maxRatio = VerifierSettings.requireRatio(maxRatio);
  }

  @Override
  public PreparedQuery prepare(KeyPoints query) {
    return new ExactQuery(query, new HashTables(query.descriptors()), maxRatio);
  }

  private record ExactQuery(KeyPoints keyPoints, HashTables tables, double maxRatio)
      implements PreparedQuery {

    @Override
    public List<Match> match(KeyPoints candidate) {
      List<Match> matches = new ArrayList<>();
      long[] q = keyPoints.descriptors();
      long[] c = candidate.descriptors();
      for (int i = 0; i < candidate.count(); i++) {
        match(c, i, q, matches);
      }
      return matches;
    }

    @Override
    public List<Match> matchSome(KeyPoints candidate) {
      List<Match> matches = new ArrayList<>();
      long[] q = keyPoints.descriptors();
      long[] c = candidate.descriptors();
      for (int i = 0; i < candidate.count(); i++) {
        if (tables.mayMatch(c, WORDS * i, maxRatio)) {
          match(c, i, q, matches);
        }
      }
      return matches;
    }

    /** This loop takes nearly all the time of a search: keep it free of calls and allocation. */
    private void match(long[] c, int i, long[] q, List<Match> matches) {
      long word0 = c[WORDS * i];
      long word1 = c[WORDS * i + 1];
      long word2 = c[WORDS * i + 2];
      long word3 = c[WORDS * i + 3];
      int first = Integer.MAX_VALUE;
      int second = Integer.MAX_VALUE;
      int nearest = -1;
      for (int k = 0; k < q.length - 3; k += WORDS) {
        int distance =
            Long.bitCount(word0 ^ q[k])
                + Long.bitCount(word1 ^ q[k + 1])
                + Long.bitCount(word2 ^ q[k + 2])
                + Long.bitCount(word3 ^ q[k + 3]);
        // One rarely taken branch is twice as fast as minima without branches.
        if (distance < second) {
          if (distance < first) {
            second = first;
            first = distance;
            nearest = k / WORDS;
          } else {
            second = distance;
          }
        }
      }
      // With a single query key point there is no second to compare with.
      boolean clear = second != Integer.MAX_VALUE && first < maxRatio * second;
      // Few pass the ratio test, so that it costs little to look back for these only.
      if (clear && nearest(q, nearest, c, first) == i) {
        matches.add(new Match(nearest, i, first));
      }
    }

    /** The first of {@code c} that is as near to {@code q[j]} as {@code limit} or nearer. */
    private static int nearest(long[] q, int j, long[] c, int limit) {
      int nearest = -1;
      int least = limit + 1;
      for (int k = 0; k < c.length - 3; k += WORDS) {
        int distance =
            Long.bitCount(q[WORDS * j] ^ c[k])
                + Long.bitCount(q[WORDS * j + 1] ^ c[k + 1])
                + Long.bitCount(q[WORDS * j + 2] ^ c[k + 2])
                + Long.bitCount(q[WORDS * j + 3] ^ c[k + 3]);
        if (distance < least) {
          least = distance;
          nearest = k / WORDS;
        }
      }
      return nearest;
    }

    @Override
    public void close() {
      // Nothing but heap.
    }
  }
}
