package io.morelli.local.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.index.ImageIndex;
import io.morelli.index.InMemoryImageIndex;
import io.morelli.index.IndexedImage;
import io.morelli.local.indexing.PublishedState.Position;
import io.morelli.local.indexing.PublishedState.Record;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IndexComparisonTest {

  private static final long END = 100;

  private final Map<String, Record> records = new HashMap<>();
  private final ImageIndex index = new InMemoryImageIndex(2);

  @Test
  void anIndexThatHoldsWhatWasPublishedIsConsistent() {
    publish("a", 0, "aa", Map.of("artist", "Leonardo"));
    publish("deleted", 1, null, Map.of());
    index("a", 0, "aa", Map.of("artist", "Leonardo"));
    IndexComparison comparison = compare(Set.of(), Optional.of(Map.of(0, END)));
    assertThat(comparison.isConsistent()).isTrue();
    assertThat(comparison.published()).isEqualTo(1);
    assertThat(comparison.indexed()).isEqualTo(1);
  }

  @Test
  void everyDifferenceIsNamed() {
    publish("missing", 0, "aa", Map.of());
    publish("other picture", 1, "bb", Map.of());
    index("other picture", 0, "b0", Map.of());
    publish("other metadata", 2, "cc", Map.of("artist", "Leonardo"));
    index("other metadata", 2, "cc", Map.of());
    publish("deleted", 3, null, Map.of());
    index("deleted", 0, "dd", Map.of());
    index("never published", -1, "ee", Map.of());
    IndexComparison comparison = compare(Set.of(), Optional.empty());
    assertThat(comparison.isConsistent()).isFalse();
    assertThat(comparison.missing()).containsExactly("missing");
    assertThat(comparison.stale()).containsExactly("other metadata", "other picture");
    assertThat(comparison.orphaned()).containsExactly("deleted", "never published");
  }

  @Test
  void whatWasRejectedNeedNotBeThere() {
    publish("bad", 4, "aa", Map.of());
    publish("bad now", 5, "bb", Map.of());
    index("bad now", 1, "b0", Map.of());
    IndexComparison comparison =
        compare(Set.of(new Position(0, 4), new Position(0, 5)), Optional.of(Map.of(0, END)));
    assertThat(comparison.isConsistent()).isTrue();
    assertThat(comparison.rejected()).containsExactly("bad", "bad now");
  }

  @Test
  void whatTheIngestJobHasNotComeToIsPending() {
    publish("done", 9, "aa", Map.of());
    publish("new", 10, "bb", Map.of());
    publish("deleted", 11, null, Map.of());
    index("deleted", 3, "dd", Map.of());
    IndexComparison comparison = compare(Set.of(), Optional.of(Map.of(0, 10L)));
    assertThat(comparison.missing()).containsExactly("done");
    assertThat(comparison.pending()).containsExactly("deleted", "new");
    assertThat(comparison.orphaned()).isEmpty();
  }

  @Test
  void whatWasPublishedAfterTheTopicWasReadIsLeftOut() {
    publish("changed", 1, "aa", Map.of());
    index("changed", END, "a1", Map.of());
    index("new", END + 1, "bb", Map.of());
    assertThat(compare(Set.of(), Optional.of(Map.of(0, END))).isConsistent()).isTrue();
  }

  private IndexComparison compare(Set<Position> rejected, Optional<Map<Integer, Long>> indexed) {
    return IndexComparison.of(
        new PublishedState("images", records, rejected, Map.of(0, END), indexed), index);
  }

  private void publish(String id, long offset, String checksum, Map<String, String> metadata) {
    records.put(id, new Record(new Position(0, offset), offset, checksum, metadata));
  }

  private void index(String id, long offset, String checksum, Map<String, String> metadata) {
    index.upsert(
        List.of(
            new IndexedImage(
                id,
                new float[] {1, 0},
                new byte[0],
                metadata,
                1,
                1,
                checksum,
                0,
                new IndexedImage.Source(0, offset))));
  }
}
