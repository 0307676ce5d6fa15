package io.morelli.local.duplicates;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.decision.Thresholds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What a search for duplicates found.
 *
 * @param pictures how many were compared
 * @param thresholds the rule that made a pair, in both directions
 * @param groups the largest first
 */
public record DuplicateReport(long pictures, Thresholds thresholds, List<DuplicateGroup> groups) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** UTF-8 JSON, indented. */
  public byte[] toJson() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pictures in all groups. */
  public int grouped() {
    return groups.stream().mapToInt(group -> group.pictures().size()).sum();
  }
}
