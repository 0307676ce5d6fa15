package io.morelli.query;

import io.morelli.decision.Rule;
import java.util.List;

/**
 * A query with the verdict on each of its candidates.
 *
 * @param matches best first
 * @param rejected by falling cosine
 */
public record DecidedQuery(GatheredQuery gathered, List<Judged> matches, List<Judged> rejected) {

  /** A candidate together with what decided about it. */
  public record Judged(Contender contender, Rule rule) {}

  Query query() {
    return gathered.query();
  }

  /** Books the time since the last stage. */
  DecidedQuery stageDone(String stage) {
    GatheredQuery booked =
        new GatheredQuery(
            query().stageDone(stage),
            gathered.contenders(),
            gathered.partial(),
            gathered.failure());
    return new DecidedQuery(booked, matches, rejected);
  }
}
