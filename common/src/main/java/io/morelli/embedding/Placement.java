package io.morelli.embedding;

/**
 * Where a model computes, and how.
 *
 * @param device {@code cpu} or {@code gpu:N}
 * @param precision never {@link Precision#AUTO}
 */
public record Placement(String device, Precision precision) {}
