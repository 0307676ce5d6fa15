package io.morelli.experiment;

/** Families of deformations. */
public enum Family {
  /** Moves pixels: the original experiment's kind. */
  GEOMETRIC,
  /** Changes colours or loses detail. */
  PHOTOMETRIC,
  /** What people do: borders, words, collages, photographs of prints and of walls. */
  HARD
}
