package io.morelli.local.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.morelli.decision.Thresholds;
import io.morelli.features.KeyPointExtractor;
import io.morelli.features.OrbSettings;
import io.morelli.index.InMemoryImageIndex;
import io.morelli.index.IndexedImage;
import io.morelli.testing.TestPictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DuplicateFinderTest {

  private static final Thresholds MODEL = new Thresholds(0.75, 0.3, 50, 12, 8);
  private static final float[] NORTH = {0, 1};
  private static final float[] EAST = {1, 0};

  private final KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);
  private final InMemoryImageIndex index = new InMemoryImageIndex(2);

  @Test
  void groupsPicturesOfTheSameThing() {
    add("first", TestPictures.collage(1), NORTH);
    add("turned", TestPictures.rotated(TestPictures.collage(1), 4), NORTH);
    add("upside down", TestPictures.rotated(TestPictures.collage(1), 180), NORTH);
    add("other", TestPictures.collage(2), NORTH);
    add("another", TestPictures.collage(3), NORTH);

    DuplicateReport report = find(Set.of());
    assertThat(report.pictures()).isEqualTo(5);
    assertThat(groups(report)).containsExactly(List.of("first", "turned", "upside down"));
    assertThat(report.groups().get(0).pairs())
        .hasSize(3)
        .allSatisfy(
            pair -> {
              assertThat(pair.matchingPoints()).isGreaterThanOrEqualTo(25);
              assertThat(pair.cosine()).isEqualTo(1);
              assertThat(pair.sameFile()).isFalse();
            });
  }

  @Test
  void respectsTheListOfPairsThatDiffer() {
    add("first", TestPictures.collage(1), NORTH);
    add("second", TestPictures.rotated(TestPictures.collage(1), 4), NORTH);
    assertThat(groups(find(Set.of()))).hasSize(1);
    assertThat(groups(find(Set.of(IdPair.of("second", "first"))))).isEmpty();
  }

  @Test
  void comparesNeighboursOnly() {
    add("first", TestPictures.collage(1), NORTH);
    add("second", TestPictures.collage(1), EAST);
    // A cosine of 0 is below the rule's lower threshold.
    assertThat(groups(find(Set.of()))).isEmpty();
  }

  @Test
  void aSharedDetailIsNoDuplicate() {
    BufferedImage host = TestPictures.collage(2);
    Graphics2D graphics = host.createGraphics();
    graphics.drawImage(TestPictures.collage(1, 150, 110), 40, 30, null);
    graphics.dispose();
    BufferedImage other = TestPictures.collage(3);
    graphics = other.createGraphics();
    graphics.drawImage(TestPictures.collage(1, 150, 110), 200, 200, null);
    graphics.dispose();
    add("host", host, NORTH);
    add("other", other, NORTH);
    assertThat(groups(find(Set.of()))).isEmpty();

    // The very points would do if they were spread over the picture.
    add("detail", TestPictures.collage(1, 150, 110), NORTH);
    add("detail again", TestPictures.collage(1, 150, 110), NORTH);
    assertThat(groups(find(Set.of()))).containsExactly(List.of("detail", "detail again"));
  }

  @Test
  void takesPicturesWithoutKeyPointsForTheSameIfTheirFileIs() {
    add("white", plain(), NORTH, "c0ffee");
    add("white too", plain(), NORTH, "c0ffee");
    add("looks white", plain(), NORTH, "decaf");
    DuplicateReport report = find(Set.of());
    assertThat(groups(report)).containsExactly(List.of("white", "white too"));
    assertThat(report.groups().get(0).pairs())
        .containsExactly(new DuplicatePair(IdPair.of("white", "white too"), 1, 0, true));
  }

  @Test
  void comparesEveryPictureOfALargeIndex() {
    for (int i = 0; i < 40; i++) {
      add("plain " + i, plain(), EAST);
    }
    add("first", TestPictures.collage(1), NORTH);
    add("second", TestPictures.collage(1), NORTH);
    AtomicInteger compared = new AtomicInteger();
    DuplicateReport report =
        DuplicateFinder.find(index, settings(Set.of()), compared::incrementAndGet);
    assertThat(compared).hasValue(42);
    assertThat(report.pictures()).isEqualTo(42);
    assertThat(groups(report)).containsExactly(List.of("first", "second"));
  }

  @Test
  void raisesTheModelsThresholdsOnly() {
    assertThat(settings(Set.of()).thresholds()).isEqualTo(new Thresholds(0.75, 0.3, 50, 25, 25));
    assertThat(DuplicateFinder.Settings.of(MODEL, 10, 1, Set.of()).thresholds())
        .isEqualTo(new Thresholds(0.75, 0.3, 50, 12, 10));
    assertThatThrownBy(() -> DuplicateFinder.Settings.of(MODEL, 25, 0, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }

  private static DuplicateFinder.Settings settings(Set<IdPair> different) {
    return DuplicateFinder.Settings.of(MODEL, 25, 10, different);
  }

  private DuplicateReport find(Set<IdPair> different) {
    return DuplicateFinder.find(index, settings(different), () -> {});
  }

  private static List<List<String>> groups(DuplicateReport report) {
    return report.groups().stream()
        .map(group -> group.pictures().stream().map(DuplicateGroup.Picture::id).toList())
        .toList();
  }

  private static BufferedImage plain() {
    BufferedImage picture = new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 200, 200);
    graphics.dispose();
    return picture;
  }

  private void add(String id, BufferedImage picture, float[] vector) {
    add(id, picture, vector, "checksum of " + id);
  }

  private void add(String id, BufferedImage picture, float[] vector, String checksum) {
    byte[] features = extractor.extract(TestPictures.rgb(picture)).pack();
    index.upsert(
        List.of(
            new IndexedImage(
                id,
                vector,
                features,
                Map.of(),
                picture.getWidth(),
                picture.getHeight(),
                checksum,
                0)));
  }
}
