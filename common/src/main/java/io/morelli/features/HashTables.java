package io.morelli.features;

/**
 * Says quickly whether a descriptor may pass the ratio test against a query's: locality sensitive
 * hashing with some bits of the descriptor as the key (Gionis et al., VLDB 1999). A descriptor also
 * stands under every key that differs from its own in one bit, so that a lookup reads one bucket of
 * each table (the same buckets that multi-probe hashing reads, Lv et al., VLDB 2007, but paid for
 * once a query). Thread-safe.
 */
final class HashTables {

  private static final int WORDS = KeyPoints.WORDS;
  private static final int TABLES = 4;
  private static final int KEY_BITS = 12;
  private static final int KEYS = 1 << KEY_BITS;

  private final long[] descriptors;

  /** For each table where each key's bucket begins in {@link #entries}; one more for the end. */
  private final int[][] begins = new int[TABLES][KEYS + 1];

  /** Offsets of descriptors. */
  private final char[][] entries = new char[TABLES][];

  HashTables(long[] descriptors) {
    this.descriptors = descriptors;
    for (int table = 0; table < TABLES; table++) {
      fill(table);
    }
  }

  private void fill(int table) {
    int[] begin = begins[table];
    for (int k = 0; k < descriptors.length; k += WORDS) {
      int key = key(descriptors, k, table);
      begin[key + 1]++;
      for (int bit = 0; bit < KEY_BITS; bit++) {
        begin[(key ^ 1 << bit) + 1]++;
      }
    }
    for (int key = 0; key < KEYS; key++) {
      begin[key + 1] += begin[key];
    }
    char[] entry = new char[begin[KEYS]];
    int[] next = begin.clone();
    for (int k = 0; k < descriptors.length; k += WORDS) {
      int key = key(descriptors, k, table);
      entry[next[key]++] = (char) k;
      for (int bit = 0; bit < KEY_BITS; bit++) {
        entry[next[key ^ 1 << bit]++] = (char) k;
      }
    }
    entries[table] = entry;
  }

  /** Different bits for each table. */
  private static int key(long[] words, int k, int table) {
    return (int) (words[k + table % WORDS] >>> (32 * (table / WORDS))) & (KEYS - 1);
  }

  /**
   * Whether the descriptor passes the ratio test among those of the query that share a bucket with
   * it. A nearest one at 40 of 256 bits shares one in 89 % of cases, at 60 bits in 57 %.
   *
   * @param k offset of the sought descriptor's four words
   */
  boolean mayMatch(long[] words, int k, double maxRatio) {
    long word0 = words[k];
    long word1 = words[k + 1];
    long word2 = words[k + 2];
    long word3 = words[k + 3];
    long[] d = descriptors;
    int first = Integer.MAX_VALUE;
    int second = Integer.MAX_VALUE;
    int nearest = -1;
    for (int table = 0; table < TABLES; table++) {
      int key = key(words, k, table);
      char[] entry = entries[table];
      int end = begins[table][key + 1];
      for (int i = begins[table][key]; i < end; i++) {
        int e = entry[i];
        int distance =
            Long.bitCount(word0 ^ d[e])
                + Long.bitCount(word1 ^ d[e + 1])
                + Long.bitCount(word2 ^ d[e + 2])
                + Long.bitCount(word3 ^ d[e + 3]);
        if (distance < second && e != nearest) {
          if (distance < first) {
            second = first;
            first = distance;
            nearest = e;
          } else {
            second = distance;
          }
        }
      }
    }
    return first < maxRatio * second;
  }
}
