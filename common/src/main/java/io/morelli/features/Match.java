package io.morelli.features;

/**
 * Two key points whose descriptors match.
 *
 * @param query position in the query's {@link KeyPoints}
 * @param candidate position in the candidate's {@link KeyPoints}
 * @param distance Hamming distance of the descriptors, bits, 0 to 256
 */
public record Match(int query, int candidate, int distance) {}
