package io.morelli.embedding;

import java.util.List;

/**
 * Where a model comes from, for people.
 *
 * @param licence empty if its manifest names none
 * @param sources what it was made from, with their licences
 * @param note what else there is to know; may be empty
 */
public record Provenance(String licence, List<String> sources, String note) {

  public Provenance {
    sources = List.copyOf(sources);
  }
}
