package io.morelli.local.duplicates;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * Two pictures of the same thing, and what says so.
 *
 * @param cosine of their vectors
 * @param matchingPoints geometrically consistent matches, the fewer of both directions; 0 if they
 *     are the same file and too simple to verify
 * @param sameFile whether the very same bytes were published
 */
public record DuplicatePair(
    @JsonUnwrapped IdPair ids, double cosine, int matchingPoints, boolean sameFile) {}
