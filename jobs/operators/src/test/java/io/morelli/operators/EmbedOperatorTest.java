package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.morelli.embedding.ModelInput;
import io.morelli.embedding.OutOfDeviceMemoryException;
import io.morelli.operators.testing.InMemoryEnds;
import io.morelli.testing.ColourLayoutEmbedder;
import io.morelli.testing.TestPictures;
import java.util.Collections;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbedOperatorTest {

  private static final byte[] PICTURE =
      ModelInput.of(
          TestPictures.rgb(TestPictures.collage(1)), ColourLayoutEmbedder.MODEL.inputSize());

  private final ColourLayoutEmbedder embedder = new ColourLayoutEmbedder();
  private OneInputStreamOperatorTestHarness<Integer, String> harness;

  /** An element is the number of pictures it brings. */
  private static final class Counted implements Embeddable<Integer, String> {

    private static final long serialVersionUID = 1L;

    @Override
    public List<byte[]> pictures(Integer count) {
      return Collections.nCopies(count, PICTURE);
    }

    @Override
    public String embedded(Integer count, List<float[]> vectors) {
      vectors.forEach(
          vector ->
              assertThat(vector).hasSize(ColourLayoutEmbedder.MODEL.dimension()).isNotEmpty());
      return count + "/" + vectors.size();
    }
  }

  @BeforeEach
  void open() throws Exception {
    String name = InMemoryEnds.register(embedder);
    EmbedderProvider provider = gpus -> InMemoryEnds.lookUp(name);
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new EmbedOperator.Factory<>(provider, new Counted(), new BatchSettings(4, 100)));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
    assertThat(embedder.isClosed()).isTrue();
  }

  @Test
  void aFullBundleGoesToTheModelAtOnce() throws Exception {
    send(1, 1, 1);
    assertThat(harness.extractOutputValues()).isEmpty();
    send(1);
    assertThat(harness.extractOutputValues()).containsExactly("1/1", "1/1", "1/1", "1/1");
    assertThat(embedder.batches()).containsExactly(4);
  }

  @Test
  void aPartialBundleWaitsNoLongerThanTheDelay() throws Exception {
    harness.setProcessingTime(1_000);
    send(1, 1);
    harness.setProcessingTime(1_099);
    assertThat(harness.extractOutputValues()).isEmpty();
    harness.setProcessingTime(1_100);
    assertThat(harness.extractOutputValues()).containsExactly("1/1", "1/1");
    send(1);
    harness.setProcessingTime(1_150);
    assertThat(embedder.batches()).containsExactly(2);
    harness.setProcessingTime(1_200);
    assertThat(embedder.batches()).containsExactly(2, 1);
  }

  @Test
  void nothingIsInTheBundleWhenACheckpointIsTaken() throws Exception {
    send(1, 0, 1);
    harness.prepareSnapshotPreBarrier(1);
    assertThat(harness.extractOutputValues()).containsExactly("1/1", "0/0", "1/1");
  }

  @Test
  void aWatermarkNeverOvertakesAnElement() throws Exception {
    send(1);
    harness.processWatermark(new Watermark(5));
    assertThat(harness.getOutput()).hasSize(2).last().isEqualTo(new Watermark(5));
  }

  @Test
  void theEndOfInputLeavesNothingBehind() throws Exception {
    send(1, 1);
    harness.endInput();
    assertThat(harness.extractOutputValues()).containsExactly("1/1", "1/1");
  }

  @Test
  void elementsWithoutPicturesKeepTheirPlaceAndNeedNoModel() throws Exception {
    send(0, 0);
    harness.endInput();
    assertThat(harness.extractOutputValues()).containsExactly("0/0", "0/0");
    assertThat(embedder.batches()).isEmpty();
  }

  @Test
  void anElementWithManyPicturesIsCutIntoBatches() throws Exception {
    send(1, 9);
    assertThat(harness.extractOutputValues()).containsExactly("1/1", "9/9");
    assertThat(embedder.batches()).containsExactly(4, 4, 2);
  }

  @Test
  void aBatchThatDoesNotFitIntoTheDeviceIsHalvedAndTheJobGoesOn() throws Exception {
    embedder.setCapacity(1);
    send(1, 1, 1, 1);
    assertThat(harness.extractOutputValues()).containsExactly("1/1", "1/1", "1/1", "1/1");
    assertThat(embedder.batches()).containsExactly(1, 1, 1, 1);
    // Later batches are cut before they fail.
    embedder.setCapacity(4);
    send(4);
    assertThat(embedder.batches()).containsExactly(1, 1, 1, 1, 1, 1, 1, 1);
  }

  @Test
  void aSinglePictureThatDoesNotFitFailsTheJob() {
    embedder.setCapacity(0);
    assertThatExceptionOfType(OutOfDeviceMemoryException.class).isThrownBy(() -> send(4));
  }

  private void send(int... counts) throws Exception {
    for (int count : counts) {
      harness.processElement(count, 0);
    }
  }
}
