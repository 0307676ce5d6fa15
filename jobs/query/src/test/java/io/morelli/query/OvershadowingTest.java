package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.features.Verification;
import io.morelli.image.Region;
import io.morelli.index.IndexedImage;
import io.morelli.picture.PictureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OvershadowingTest {

  private static final double[] IDENTITY = {1, 0, 0, 0, 1, 0, 0, 0, 1};

  private final List<QueryView> views = new ArrayList<>();
  private final List<Contender> contenders = new ArrayList<>();

  @Test
  void eightTimesThePointsOfTheSamePartAreFarMore() {
    int whole = view(Region.WHOLE, false);
    Contender best = contender(whole, 240, IDENTITY);
    Contender detail = contender(whole, 30, IDENTITY);
    Contender duplicate = contender(whole, 31, IDENTITY);
    assertThat(covers(best)).isFalse();
    assertThat(covers(detail)).isTrue();
    assertThat(covers(duplicate)).isFalse();
  }

  @Test
  void aPictureWithinAPictureIsComparedWithItsPlaceOnly() {
    int whole = view(Region.WHOLE, false);
    contender(whole, 240, IDENTITY);
    // A quarter of the query, where 60 points of the best are to be expected.
    double[] corner = {2, 0, 0, 0, 2, 0, 0, 0, 1};
    assertThat(covers(contender(whole, 8, corner))).isFalse();
    assertThat(covers(contender(whole, 7, corner))).isTrue();
  }

  @Test
  void picturesBesideEachOtherDoNotMeet() {
    int whole = view(Region.WHOLE, false);
    contender(whole, 500, new double[] {2, 0, 0, 0, 1, 0, 0, 0, 1});
    assertThat(covers(contender(whole, 8, new double[] {2, 0, -1, 0, 1, 0, 0, 0, 1}))).isFalse();
  }

  @Test
  void viewsAreComparedWhereTheyLieInTheQuery() {
    int right = view(new Region(0.5, 0, 0.5, 1), false);
    int left = view(new Region(0, 0, 0.5, 1), false);
    int mirrored = view(Region.WHOLE, true);
    contender(right, 500, IDENTITY);
    assertThat(covers(contender(right, 8, IDENTITY))).isTrue();
    assertThat(covers(contender(left, 8, IDENTITY))).isFalse();
    // The left half of the mirrored picture is the right half of the query.
    assertThat(covers(contender(mirrored, 8, new double[] {2, 0, 0, 0, 1, 0, 0, 0, 1}))).isTrue();
  }

  @Test
  void whatWasNotComparedOvershadowsNothing() {
    int whole = view(Region.WHOLE, false);
    contenders.add(new Contender(image(), 100, 0.5, List.of(whole), whole, null));
    contender(whole, 0, null);
    assertThat(covers(contender(whole, 8, IDENTITY))).isFalse();
  }

  private boolean covers(Contender contender) {
    return new Overshadowing(SampleRequests.query(views), contenders).covers(contender);
  }

  private Contender contender(int view, int points, double[] homography) {
    Verification verification = new Verification(points, points, homography, 1);
    Contender contender = new Contender(image(), 100, 0.5, List.of(view), view, verification);
    contenders.add(contender);
    return contender;
  }

  private int view(Region region, boolean mirrored) {
    views.add(
        new QueryView(
            region, mirrored, new PictureView(null, new byte[0], 100), new float[] {1, 0}));
    return views.size() - 1;
  }

  private static IndexedImage image() {
    return new IndexedImage("a", new float[] {1, 0}, new byte[0], Map.of(), 100, 100, "00", 0);
  }
}
