package io.morelli.query;

/** What is tried where the whole picture finds nothing. */
public enum SecondPass {
  /** Nothing. */
  OFF,
  /** The mirrored picture: one more vector. */
  MIRROR,
  /** The mirrored picture, the picture at coarser scales, and 14 regions: 15 more vectors. */
  REGIONS
}
