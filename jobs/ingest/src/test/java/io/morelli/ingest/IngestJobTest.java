package io.morelli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.features.OrbSettings;
import io.morelli.index.ImageIndex;
import io.morelli.index.InMemoryImageIndex;
import io.morelli.index.IndexUnavailableException;
import io.morelli.index.IndexedImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.Header;
import io.morelli.message.KafkaRecord;
import io.morelli.operators.BatchSettings;
import io.morelli.operators.DeadLetter;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.IndexProvider;
import io.morelli.operators.PoisonSettings;
import io.morelli.operators.testing.InMemoryEnds;
import io.morelli.operators.testing.InMemoryEnds.Collected;
import io.morelli.operators.testing.TestSettings;
import io.morelli.picture.PictureSettings;
import io.morelli.testing.ColourLayoutEmbedder;
import io.morelli.testing.TestPictures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** The whole ingest graph on a MiniCluster, between ends in memory. */
class IngestJobTest {

  private static final int WRITERS = 2;

  /** Scales pictures to a size at which they have no key points. */
  private static final OrbSettings CHEAP = new OrbSettings(1, 1, 64, 5);

  private final InMemoryImageIndex index =
      new InMemoryImageIndex(ColourLayoutEmbedder.MODEL.dimension());
  private final Collected<DeadLetter> deadLetters = InMemoryEnds.sink();
  private final List<KafkaRecord> records = new ArrayList<>();
  private final AtomicInteger opened = new AtomicInteger();

  @Test
  void picturesAreIndexedWithAllThatIsKnownOfThem() throws Exception {
    byte[] jpeg = TestPictures.jpeg(TestPictures.collage(1));
    publish("mona lisa/1", jpeg, Header.of("meta.artist", "Leonardo"), Header.of("x", "y"));
    run(index, OrbSettings.DEFAULT, Double.POSITIVE_INFINITY);
    IndexedImage image = index.get("mona lisa/1").orElseThrow();
    assertThat(image.metadata()).containsExactly(Map.entry("artist", "Leonardo"));
    assertThat(image.width()).isEqualTo(480);
    assertThat(image.height()).isEqualTo(360);
    assertThat(image.publishedAt()).isEqualTo(records.get(0).timestamp());
    assertThat(image.checksum()).hasSize(64);
    assertThat(image.features()).hasSizeGreaterThan(1_000);
    assertThat(deadLetters.elements()).isEmpty();
    assertThat(index.flushes()).isPositive();
  }

  @Test
  void changesOfAnImageTakeEffectInTheirOrder() throws Exception {
    byte[][] pictures = new byte[12][];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = TestPictures.jpeg(TestPictures.collage(i, 200 + i, 150));
    }
    Random random = new Random(7);
    Map<String, Integer> expected = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      String id = "id-" + random.nextInt(25);
      int picture = random.nextInt(pictures.length + 4);
      if (picture < pictures.length) {
        publish(id, pictures[picture]);
        expected.put(id, 200 + picture);
      } else {
        publish(id, null);
        expected.remove(id);
      }
    }
    run(index);
    assertThat(widths(index)).isEqualTo(expected);
    assertThat(deadLetters.elements()).isEmpty();
  }

  @Test
  void aBadRecordBecomesADeadLetterAndTheNextOneIsIndexed() throws Exception {
    byte[] good = TestPictures.jpeg(TestPictures.collage(1));
    publish(null, good);
    publish("", good);
    publish("x".repeat(257), good);
    publish("text", "no picture".getBytes(StandardCharsets.UTF_8));
    publish("empty", new byte[0]);
    publish("large", new byte[(1 << 20) + 1]);
    publish("type", good, Header.of("content-type", "application/pdf"));
    publish("uri", "file:///etc/passwd".getBytes(StandardCharsets.UTF_8), uriList());
    publish("meta", good, Header.of("meta.", "nameless"));
    publish("good", good);
    run(index);
    assertThat(widths(index).keySet()).containsExactly("good");
    assertThat(deadLetters.elements())
        .extracting(letter -> (int) letter.record().offset() + " " + letter.code())
        .containsExactlyInAnyOrder(
            "0 " + ErrorCode.INVALID_RECORD,
            "1 " + ErrorCode.INVALID_RECORD,
            "2 " + ErrorCode.INVALID_RECORD,
            "3 " + ErrorCode.UNREADABLE_IMAGE,
            "4 " + ErrorCode.UNREADABLE_IMAGE,
            "5 " + ErrorCode.TOO_LARGE,
            "6 " + ErrorCode.INVALID_RECORD,
            "7 " + ErrorCode.FETCH_REFUSED,
            "8 " + ErrorCode.INVALID_RECORD);
    assertThat(deadLetters.elements())
        .allSatisfy(
            letter ->
                assertThat(letter.record().value())
                    .isEqualTo(records.get((int) letter.record().offset()).value()));
  }

  @Test
  void afterFailuresTheIndexHoldsExactlyThePublishedState() throws Exception {
    byte[] even = TestPictures.jpeg(TestPictures.collage(1, 200, 150));
    byte[] odd = TestPictures.jpeg(TestPictures.collage(2, 201, 150));
    Map<String, Integer> expected = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      String id = "id-" + i % 60;
      if (i % 7 == 0) {
        publish(id, null);
        expected.remove(id);
      } else {
        publish(id, i % 2 == 0 ? even : odd);
        expected.put(id, i % 2 == 0 ? 200 : 201);
      }
    }
    FailingIndex failing = new FailingIndex(Set.of(3, 9, 14));
    runSlowly(failing);
    assertThat(failing.failures).isEqualTo(3);
    assertThat(widths(failing)).isEqualTo(expected);
  }

  @Test
  void anIndexThatIsAwayForAMomentHoldsTheStreamBack() throws Exception {
    for (int i = 0; i < 10; i++) {
      publish("id-" + i, TestPictures.jpeg(TestPictures.collage(i, 200, 150)));
    }
    ReturningIndex returning = new ReturningIndex();
    run(returning);
    assertThat(returning.count()).isEqualTo(10);
    assertThat(opened).as("opened once by each writer: no restart").hasValue(WRITERS);
  }

  private void publish(String id, byte[] value, Header... headers) {
    records.add(TestSettings.record("images", records.size(), id, value, headers));
  }

  private static Header uriList() {
    return Header.of("content-type", "text/uri-list");
  }

  private void run(ImageIndex target) throws Exception {
    run(target, CHEAP, Double.POSITIVE_INFINITY);
  }

  /** So slowly that checkpoints complete between the records. */
  private void runSlowly(ImageIndex target) throws Exception {
    run(target, CHEAP, 100);
  }

  private void run(ImageIndex target, OrbSettings orb, double perSecond) throws Exception {
    IndexProvider provider =
        new CountingProvider(InMemoryEnds.register(target), InMemoryEnds.register(opened));
    StreamExecutionEnvironment env = TestSettings.environment(Duration.ofMillis(100));
    IngestJob.define(
        env,
        settings(orb),
        InMemoryEnds.source(records, KafkaRecord.class, perSecond),
        TestSettings.EMBEDDERS,
        provider,
        deadLetters.sink());
    env.execute("test");
  }

  private static IngestJob.Settings settings(OrbSettings orb) {
    PictureSettings usual = TestSettings.PICTURES;
    return new IngestJob.Settings(
        "images",
        new PictureSettings(usual.limits(), usual.fetch(), orb, usual.inputSize()),
        new BatchSettings(4, 20),
        EmbeddingOptions.COMMON_SLOTS,
        PoisonSettings.OFF,
        3,
        2,
        WRITERS);
  }

  private static Map<String, Integer> widths(ImageIndex index) {
    Map<String, Integer> widths = new TreeMap<>();
    index.scan(image -> widths.put(image.id(), image.width()));
    return widths;
  }

  /**
   * Counts how often the index is opened: by each writer, and again when the job restarts.
   *
   * @param index name of what it opens
   * @param opened name of the counter
   */
  private record CountingProvider(String index, String opened) implements IndexProvider {

    @Override
    public ImageIndex open() {
      InMemoryEnds.<AtomicInteger>lookUp(opened).incrementAndGet();
      return InMemoryEnds.lookUp(index);
    }
  }

  /** Is away at its first upsert. */
  private static final class ReturningIndex extends InMemoryImageIndex {

    private final AtomicInteger upserts = new AtomicInteger();

    ReturningIndex() {
      super(ColourLayoutEmbedder.MODEL.dimension());
    }

    @Override
    public void upsert(List<IndexedImage> images) {
      if (upserts.incrementAndGet() == 1) {
        throw new IndexUnavailableException("away as the test wants it");
      }
      super.upsert(images);
    }
  }

  /** Throws at some of its upserts what no retry inside the sink catches, so that the job fails. */
  private static final class FailingIndex extends InMemoryImageIndex {

    private final Set<Integer> failAt;
    private final AtomicInteger upserts = new AtomicInteger();
    private int failures;

    FailingIndex(Set<Integer> failAt) {
      super(ColourLayoutEmbedder.MODEL.dimension());
      this.failAt = failAt;
    }

    @Override
    public void upsert(List<IndexedImage> images) {
      if (failAt.contains(upserts.incrementAndGet())) {
        failures++;
        super.upsert(images.subList(0, images.size() / 2));
        throw new IllegalStateException("fails as the test wants it");
      }
      super.upsert(images);
    }
  }
}
