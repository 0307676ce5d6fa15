package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.morelli.features.KeyPoints;
import io.morelli.message.ErrorCode;
import io.morelli.operators.PoisonSettings;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyChunkTest {

  private static final int CRASHES = 3;

  /** Unpacking them fails. */
  private static final byte[] DEADLY = {1, 2, 3};

  private static final byte[] HARMLESS = KeyPoints.of(100, 100, new float[0], new long[0]).pack();

  @TempDir Path folder;

  @Test
  void whatFailsInALaterPassOnlyIsGivenUp() throws Exception {
    for (int crash = 0; crash < CRASHES; crash++) {
      assertThat(verify("", HARMLESS).failure()).isNull();
      assertThatThrownBy(() -> verify("second ", DEADLY)).isInstanceOf(RuntimeException.class);
    }
    VerifiedChunk given = verify("second ", DEADLY);
    assertThat(given.failure().code()).isEqualTo(ErrorCode.POISONOUS);
    assertThat(given.items()).isEmpty();
  }

  /** By a task that has just started. */
  private VerifiedChunk verify(String pass, byte[] features) throws Exception {
    QuerySettings settings = SampleSettings.with(new PoisonSettings(folder.toString(), CRASHES));
    VerificationTask task =
        new VerificationTask(
            "query",
            Long.MAX_VALUE,
            false,
            List.of(HARMLESS),
            List.of(new VerificationTask.Item(0, List.of(0), features)));
    OneInputStreamOperatorTestHarness<VerificationTask, VerifiedChunk> harness =
        new OneInputStreamOperatorTestHarness<>(
            new StreamFlatMap<>(new VerifyChunk(settings, pass)));
    try {
      harness.open();
      harness.processElement(task, 0);
      return harness.extractOutputValues().get(0);
    } finally {
      harness.close();
    }
  }
}
