package io.morelli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.index.Candidate;
import io.morelli.index.ImageIndex;
import io.morelli.index.InMemoryImageIndex;
import io.morelli.index.IndexedImage;
import io.morelli.message.KafkaRecord;
import io.morelli.operators.DeadLetter;
import io.morelli.operators.IndexProvider;
import io.morelli.operators.testing.InMemoryEnds;
import io.morelli.operators.testing.InMemoryEnds.Collected;
import io.morelli.operators.testing.TestSettings;
import io.morelli.testing.ColourLayoutEmbedder;
import io.morelli.testing.TestPictures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** The job survives an image that the index will never take. */
class RefusedImagesTest {

  @Test
  void theOthersOfTheBatchAreIndexed() throws Exception {
    InMemoryImageIndex index = new InMemoryImageIndex(ColourLayoutEmbedder.MODEL.dimension());
    List<KafkaRecord> records = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      byte[] jpeg = TestPictures.jpeg(TestPictures.collage(i, 200, 150));
      records.add(TestSettings.record("images", i, i == 4 ? "bad" : "good-" + i, jpeg));
    }
    Collected<DeadLetter> deadLetters = InMemoryEnds.sink();
    String name = InMemoryEnds.register((ImageIndex) new RefusingIndex(index, "bad"));
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
    assertThat(index.count()).isEqualTo(9);
    assertThat(index.get("bad")).isEmpty();
    assertThat(index.get("good-7").orElseThrow().source()).isEqualTo(new IndexedImage.Source(0, 7));
  }

  /** Refuses every batch that holds this image. */
  private record RefusingIndex(ImageIndex delegate, String refused) implements ImageIndex {

    @Override
    public void upsert(List<IndexedImage> images) {
      if (images.stream().anyMatch(image -> image.id().equals(refused))) {
        throw new IllegalArgumentException("refused as the test wants it: " + refused);
      }
      delegate.upsert(images);
    }

    @Override
    public void delete(Collection<String> ids) {
      delegate.delete(ids);
    }

    @Override
    public void flush() {
      delegate.flush();
    }

    @Override
    public List<List<Candidate>> search(
        List<float[]> vectors, int topN, Map<String, String> filter) {
      return delegate.search(vectors, topN, filter);
    }

    @Override
    public Optional<IndexedImage> get(String id) {
      return delegate.get(id);
    }

    @Override
    public long count() {
      return delegate.count();
    }

    @Override
    public void scan(Consumer<IndexedImage> visitor) {
      delegate.scan(visitor);
    }

    @Override
    public void close() {}
  }
}
