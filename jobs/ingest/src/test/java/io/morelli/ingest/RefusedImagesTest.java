package io.morelli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.index.InMemoryImageIndex;
import io.morelli.index.IndexUnavailableException;
import io.morelli.index.IndexedImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.KafkaRecord;
import io.morelli.operators.DeadLetter;
import io.morelli.operators.IndexProvider;
import io.morelli.operators.testing.InMemoryEnds;
import io.morelli.operators.testing.InMemoryEnds.Collected;
import io.morelli.operators.testing.TestSettings;
import io.morelli.testing.ColourLayoutEmbedder;
import io.morelli.testing.TestPictures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** An image that the index will never take becomes a dead letter, and the job goes on. */
class RefusedImagesTest {

  @Test
  void theOthersOfTheBatchAreIndexed() throws Exception {
    AtomicInteger deletions = new AtomicInteger();
    InMemoryImageIndex index =
        new InMemoryImageIndex(ColourLayoutEmbedder.MODEL.dimension()) {
          @Override
          public void upsert(List<IndexedImage> images) {
            if (images.stream().anyMatch(image -> image.id().equals("bad"))) {
              throw new IllegalArgumentException("refused as the test wants it: bad");
            }
            super.upsert(images);
          }

          @Override
          public void delete(Collection<String> ids) {
            if (deletions.getAndIncrement() == 0) {
              throw new IndexUnavailableException("away for once, so that the batch is repeated");
            }
            super.delete(ids);
          }
        };
    List<KafkaRecord> records = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      byte[] jpeg = TestPictures.jpeg(TestPictures.collage(i, 200, 150));
      records.add(TestSettings.record("images", i, i == 4 ? "bad" : "good-" + i, jpeg));
    }
    records.add(TestSettings.record("images", 10, "good-3", null));
    Collected<DeadLetter> deadLetters = InMemoryEnds.sink();
    String name = InMemoryEnds.register(index);
    IndexProvider provider = () -> InMemoryEnds.lookUp(name);
    StreamExecutionEnvironment env = TestSettings.environment(Duration.ofMillis(100));
    IngestJob.define(
        env,
        IngestOptions.settings(new Configuration(), ColourLayoutEmbedder.MODEL),
        InMemoryEnds.source(records, KafkaRecord.class, Double.POSITIVE_INFINITY),
        TestSettings.EMBEDDERS,
        provider,
        deadLetters.sink());
    env.execute("test");
    DeadLetter letter = deadLetters.elements().get(0);
    assertThat(deadLetters.elements()).hasSize(1);
    assertThat(letter.code()).isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(letter.stage()).isEqualTo("index");
    assertThat(letter.message()).contains("refused as the test wants it: bad");
    assertThat(letter.record().id()).isEqualTo(records.get(4).id());
    assertThat(letter.record().key()).asString(StandardCharsets.UTF_8).isEqualTo("bad");
    assertThat(deletions).hasValueGreaterThan(1);
    assertThat(index.count()).isEqualTo(8);
    assertThat(index.get("bad")).isEmpty();
    assertThat(index.get("good-7").orElseThrow().source()).isEqualTo(new IndexedImage.Source(0, 7));
  }
}
