package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.morelli.decision.Thresholds;
import io.morelli.features.KeyPoints;
import io.morelli.image.Region;
import io.morelli.index.IndexedImage;
import io.morelli.picture.PictureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContendersTest {

  private static final Thresholds THRESHOLDS = new Thresholds(0.8, 0.15, 20, 12, 8);
  private static final Region CORNER = new Region(0, 0, 0.5, 0.5);

  private final List<QueryView> views = new ArrayList<>();

  @Test
  void aPictureIsComparedWithTheViewsMostLikeIt() {
    view(Region.WHOLE, false, 0.3);
    view(CORNER, false, 0.9);
    view(CORNER, false, 0.1);
    Contender contender = contenders(image("a", 100)).get(0);
    assertThat(contender.views()).containsExactly(1, 0);
    assertThat(contender.view()).isEqualTo(1);
    assertThat(contender.cosine()).isCloseTo(0.9, within(1e-6));
  }

  @Test
  void aGuessedRegionHasToBeMoreLikeIt() {
    view(Region.WHOLE, false, 0.18);
    view(CORNER, false, 0.18);
    view(CORNER, false, 0.21);
    view(Region.WHOLE, true, 0.16);
    assertThat(contenders(image("a", 100)).get(0).views()).containsExactly(2, 0, 3);
  }

  @Test
  void aSimplePictureIsNeverFoundByAGuessedRegion() {
    view(CORNER, false, 0.99);
    assertThat(contenders(image("simple", 10))).isEmpty();
    view(Region.WHOLE, true, 0.5);
    assertThat(contenders(image("simple", 10)).get(0).views()).containsExactly(1);
  }

  @Test
  void theMostSimilarPicturesStayAndThePictureAskedForGoes() {
    view(Region.WHOLE, false, 1);
    List<IndexedImage> found = List.of(image("self", 100), image("other", 100));
    List<Contender> contenders =
        new Contenders(SampleRequests.query(views), THRESHOLDS).of(found, "self", 1);
    assertThat(contenders).extracting(contender -> contender.image().id()).containsExactly("other");
  }

  @Test
  void aPictureThatTheIndexHoldsDamagedDoesNotHideTheOthers() {
    view(Region.WHOLE, false, 1);
    IndexedImage whole = image("whole", 100);
    IndexedImage damaged =
        new IndexedImage("damaged", whole.vector(), new byte[3], Map.of(), 100, 100, "00", 0);
    List<Contender> contenders =
        new Contenders(SampleRequests.query(views), THRESHOLDS)
            .of(List.of(damaged, whole), null, 10);
    assertThat(contenders).extracting(contender -> contender.image().id()).containsExactly("whole");
  }

  private List<Contender> contenders(IndexedImage image) {
    return new Contenders(SampleRequests.query(views), THRESHOLDS).of(List.of(image), null, 10);
  }

  private void view(Region region, boolean mirrored, double cosine) {
    float[] vector = {(float) cosine, (float) Math.sqrt(1 - cosine * cosine)};
    views.add(new QueryView(region, mirrored, new PictureView(null, new byte[0], 100), vector));
  }

  private static IndexedImage image(String id, int keyPoints) {
    byte[] features =
        KeyPoints.of(100, 100, new float[2 * keyPoints], new long[4 * keyPoints]).pack();
    return new IndexedImage(id, new float[] {1, 0}, features, Map.of(), 100, 100, "00", 0);
  }
}
