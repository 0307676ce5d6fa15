package io.morelli.index;

/**
 * A search hit.
 *
 * @param image with vector, features and metadata
 * @param cosine of its vector and the query vector, -1 to 1
 */
public record Candidate(IndexedImage image, double cosine) {}
