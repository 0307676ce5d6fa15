package io.morelli.features;

import java.util.List;

/** A query picture that was made ready once, to be matched with many candidates. */
public interface PreparedQuery extends AutoCloseable {

  KeyPoints keyPoints();

  /**
   * The matches that pass the matcher's tests, in the order of the candidate's key points. No key
   * point of either picture occurs twice.
   */
  List<Match> match(KeyPoints candidate);

  /**
   * Most of the {@linkplain #match matches}, above all the close ones, found in less time where the
   * matcher can: enough to see that a candidate is hopeless.
   */
  List<Match> matchSome(KeyPoints candidate);

  /** Frees native memory, where the matcher has some. */
  @Override
  void close();
}
