package io.morelli.query;

/** What is tried where the whole picture finds nothing. */
public enum SecondPass {
  /** Nothing. */
  OFF,
  /**
   * A second pass, with the mirrored picture and the picture at coarser scales: one more vector.
   */
  MIRROR,
  /** That, and where it finds nothing a third pass, with 14 regions: 14 more vectors. */
  REGIONS
}
