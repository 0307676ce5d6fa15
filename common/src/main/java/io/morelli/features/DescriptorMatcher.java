package io.morelli.features;

/** Finds matching descriptors of two pictures. Not thread-safe: one per operator subtask. */
public interface DescriptorMatcher {

  /** Makes a query ready to be matched with many candidates; to be closed by the caller. */
  PreparedQuery prepare(KeyPoints query);
}
