package io.morelli.local.indexing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.morelli.index.ImageIndex;
import io.morelli.index.IndexedImage;
import io.morelli.local.indexing.PublishedState.Record;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How an index differs from what was published. All lists are of image ids, in their order.
 *
 * @param published images that the topic holds
 * @param indexed images that the index holds
 * @param missing published, but not in the index
 * @param stale in the index with another picture or other metadata than published
 * @param orphaned in the index, but deleted or never published
 * @param rejected of which the last record was dead-lettered; the index may hold an earlier one
 * @param pending of which the ingest job has not come to the last record yet
 */
public record IndexComparison(
    long published,
    long indexed,
    List<String> missing,
    List<String> stale,
    List<String> orphaned,
    List<String> rejected,
    List<String> pending) {

  /**
   * Compares, with a scan of the index. What is published while this runs is left out, as far as
   * the index says which record an image comes from.
   */
  public static IndexComparison of(PublishedState state, ImageIndex index) {
    Builder builder = new Builder(state);
    index.scan(builder::indexed);
    return builder.build();
  }

  /** Whether the index holds exactly what it should by now. */
  @JsonProperty
  public boolean isConsistent() {
    return missing.isEmpty() && stale.isEmpty() && orphaned.isEmpty();
  }

  private static final class Builder {

    private final PublishedState state;
    private final Map<String, Record> unseen;
    private final List<String> missing = new ArrayList<>();
    private final List<String> stale = new ArrayList<>();
    private final List<String> orphaned = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private final List<String> pending = new ArrayList<>();
    private long indexed;

    Builder(PublishedState state) {
      this.state = state;
      this.unseen = new HashMap<>(state.records());
    }

    void indexed(IndexedImage image) {
      indexed++;
      Record record = unseen.remove(image.id());
      if (isNewer(image)) {
        return;
      }
      if (record == null) {
        orphaned.add(image.id());
      } else if (!agrees(image, record)) {
        differs(image.id(), record, record.isDeletion() ? orphaned : stale);
      }
    }

    /** It was published after the topic was read. */
    private boolean isNewer(IndexedImage image) {
      Long end = state.end().get(image.source().partition());
      return end != null && image.source().offset() >= end;
    }

    private static boolean agrees(IndexedImage image, Record record) {
      return image.checksum().equals(record.checksum())
          && image.metadata().equals(record.metadata());
    }

    private void differs(String id, Record record, List<String> how) {
      if (state.isPending(record)) {
        pending.add(id);
      } else if (state.isRejected(record)) {
        rejected.add(id);
      } else {
        how.add(id);
      }
    }

    IndexComparison build() {
      unseen.forEach(
          (id, record) -> {
            if (!record.isDeletion()) {
              differs(id, record, missing);
            }
          });
      List.of(missing, stale, orphaned, rejected, pending).forEach(Collections::sort);
      long published =
          state.records().values().stream().filter(record -> !record.isDeletion()).count();
      return new IndexComparison(published, indexed, missing, stale, orphaned, rejected, pending);
    }
  }
}
