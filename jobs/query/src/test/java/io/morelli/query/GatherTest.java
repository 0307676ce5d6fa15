package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.features.Verification;
import io.morelli.index.IndexedImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.SearchResponse.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatherTest {

  private static final long DEADLINE = 5_000;

  private KeyedTwoInputStreamOperatorTestHarness<String, Gathering, VerifiedChunk, GatheredQuery>
      harness;

  @BeforeEach
  void open() throws Exception {
    create();
    harness.open();
    harness.setProcessingTime(1_000);
  }

  private void create() throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new Gather("")),
            gathering -> gathering.query().request().id(),
            VerifiedChunk::queryId,
            Types.STRING);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aQueryLeavesWhenAllItsChunksCame(boolean restored) throws Exception {
    gathering("a", 4, 2);
    chunk("a", 0, 2);
    if (restored) {
      restore();
    }
    assertThat(gathered()).isEmpty();
    chunk("a", 1, 3);
    GatheredQuery complete = gathered().get(0);
    assertThat(complete.partial()).isFalse();
    assertThat(points(complete)).containsExactly(100, 101, 102, 103);
    assertNothingIsKept();
  }

  @Test
  void chunksMayComeBeforeTheirGathering() throws Exception {
    chunk("a", 0);
    chunk("b", 0);
    gathering("a", 1, 1);
    assertThat(gathered())
        .extracting(gathered -> gathered.query().request().id())
        .containsExactly("a");
    gathering("b", 1, 1);
    assertThat(gathered()).hasSize(2);
    assertNothingIsKept();
  }

  @Test
  void theViewThatAgreesBestCounts() throws Exception {
    gathering("a", 1, 2);
    harness.processElement2(
        new VerifiedChunk(
            "a",
            DEADLINE,
            List.of(
                new VerifiedChunk.Item(0, 3, new Verification(9, 5, null, 0), null),
                new VerifiedChunk.Item(0, 7, new Verification(9, 8, null, 0), null)),
            null),
        0);
    harness.processElement2(
        new VerifiedChunk(
            "a",
            DEADLINE,
            List.of(new VerifiedChunk.Item(0, 1, new Verification(9, 6, null, 0), null)),
            null),
        0);
    Contender contender = gathered().get(0).contenders().get(0);
    assertThat(contender.view()).isEqualTo(7);
    assertThat(contender.verification().matchingPoints()).isEqualTo(8);
  }

  @Test
  void aQueryWithoutChunksLeavesAtOnce() throws Exception {
    gathering("a", 3, 0);
    assertThat(points(gathered().get(0))).containsExactly(null, null, null);
    assertNothingIsKept();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void atTheDeadlineAQueryLeavesWithWhatCame(boolean restored) throws Exception {
    gathering("a", 3, 3);
    chunk("a", 1);
    if (restored) {
      restore();
    }
    harness.setProcessingTime(DEADLINE - 1);
    assertThat(gathered()).isEmpty();
    harness.setProcessingTime(DEADLINE);
    assertThat(gathered().get(0).partial()).isTrue();
    assertThat(points(gathered().get(0))).containsExactly(null, 101, null);
    chunk("a", 2);
    assertThat(gathered()).hasSize(1);
    assertNothingIsKept();
  }

  @Test
  void whyAChunkFailedIsPassedOn() throws Exception {
    Failure failure = new Failure(ErrorCode.POISONOUS, "deadly");
    gathering("a", 2, 2);
    harness.processElement2(new VerifiedChunk("a", DEADLINE, List.of(), failure), 0);
    chunk("a", 1);
    assertThat(gathered().get(0).failure()).isEqualTo(failure);
    assertNothingIsKept();
  }

  @Test
  void aChunkWhoseGatheringNeverComesIsForgotten() throws Exception {
    chunk("a", 0);
    harness.setProcessingTime(DEADLINE);
    assertThat(gathered()).isEmpty();
    assertNothingIsKept();
  }

  /** Goes on in another task with the state of this one. */
  private void restore() throws Exception {
    OperatorSubtaskState state = harness.snapshot(1, 1_000);
    harness.close();
    create();
    harness.initializeState(state);
    harness.open();
    harness.setProcessingTime(1_000);
  }

  private void assertNothingIsKept() {
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  private void gathering(String id, int contenders, int chunks) throws Exception {
    IndexedImage image =
        new IndexedImage("image", new float[0], new byte[0], Map.of(), 1, 1, "00", 0);
    List<Contender> list = new ArrayList<>();
    for (int i = 0; i < contenders; i++) {
      list.add(new Contender(image, 50, 0.5, List.of(0), 0, null));
    }
    Query query = Query.of(SampleRequests.request(id, null, DEADLINE));
    harness.processElement1(new Gathering(query, list, chunks), 0);
  }

  private void chunk(String id, int... contenders) throws Exception {
    List<VerifiedChunk.Item> items = new ArrayList<>();
    for (int contender : contenders) {
      items.add(
          new VerifiedChunk.Item(
              contender, 0, new Verification(200, 100 + contender, null, 0), null));
    }
    harness.processElement2(new VerifiedChunk(id, DEADLINE, items, null), 0);
  }

  private List<GatheredQuery> gathered() {
    return new ArrayList<>(harness.extractOutputValues());
  }

  private static List<Integer> points(GatheredQuery gathered) {
    List<Integer> points = new ArrayList<>();
    for (Contender contender : gathered.contenders()) {
      points.add(
          contender.verification() == null ? null : contender.verification().matchingPoints());
    }
    return points;
  }
}
