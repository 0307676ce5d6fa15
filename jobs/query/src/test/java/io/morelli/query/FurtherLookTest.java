package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.explain.QueryPart;
import io.morelli.features.KeyPoints;
import io.morelli.image.Region;
import io.morelli.message.ErrorCode;
import io.morelli.message.SearchResponse;
import io.morelli.operators.PoisonSettings;
import io.morelli.operators.testing.TestSettings;
import io.morelli.picture.PictureReader;
import io.morelli.testing.ColourLayoutEmbedder;
import io.morelli.testing.TestPictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class FurtherLookTest {

  private static final float[] VECTOR = {1, 0};
  private static final QuerySettings SETTINGS = SampleSettings.with(PoisonSettings.OFF);

  @Test
  void looksAgainAndAtTheMirroredAndTheCoarse() throws Exception {
    Query query = second(TestPictures.collage(3));
    List<QueryView> views = query.views();
    assertThat(views).hasSize(2 + 2);
    assertThat(views.get(0).mirrored()).isFalse();
    assertThat(views.get(1).mirrored()).isTrue();
    assertThat(views.subList(2, 4))
        .allSatisfy(
            coarse -> {
              assertThat(coarse.region()).isEqualTo(Region.WHOLE);
              assertThat(coarse.mirrored()).isFalse();
              assertThat(coarse.vector()).isEqualTo(VECTOR);
            });
    assertThat(keyPoints(views.get(0)).width()).isEqualTo(640);
    assertThat(keyPoints(views.get(1)).width()).isEqualTo(640);
    assertThat(keyPoints(views.get(2)).width()).isEqualTo(448);
    assertThat(keyPoints(views.get(3)).width()).isEqualTo(320);
    // The embedder is asked for that only which has no vector yet.
    assertThat(new EmbedQuery("").pictures(query)).hasSize(1).doesNotContainNull();
  }

  @Test
  void thenAddsTheRegions() throws Exception {
    Query second = second(TestPictures.collage(3)).withVectors(List.of(VECTOR));
    Query query = look(new ThirdLook(SETTINGS), second);
    List<QueryView> views = query.views();
    assertThat(views).hasSize(4 + 14);
    assertThat(views)
        .extracting(QueryView::part)
        .startsWith(second.views().stream().map(QueryView::part).toArray(QueryPart[]::new));
    assertThat(views.subList(4, views.size()))
        .allSatisfy(region -> assertThat(region.region()).isNotEqualTo(Region.WHOLE));
    assertThat(new EmbedQuery("").pictures(query)).hasSize(14).doesNotContainNull();
  }

  @Test
  void aViewThatOnlyItsVectorCouldDecideIsLeftOut() throws Exception {
    BufferedImage corner = new BufferedImage(600, 450, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = corner.createGraphics();
    graphics.setColor(Color.LIGHT_GRAY);
    graphics.fillRect(0, 0, 600, 450);
    graphics.drawImage(TestPictures.collage(3), 0, 0, 200, 150, null);
    graphics.dispose();
    List<QueryView> views = look(new ThirdLook(SETTINGS), second(corner)).views();
    assertThat(views)
        .filteredOn(view -> !view.mirrored())
        .allSatisfy(
            view ->
                assertThat(view.picture().keyPointCount())
                    .isGreaterThanOrEqualTo(
                        ColourLayoutEmbedder.MODEL.thresholds().minKeyPoints()));
    assertThat(views).extracting(QueryView::region).doesNotContain(new Region(0.5, 0.5, 0.5, 0.5));
    assertThat(views).extracting(QueryView::region).contains(new Region(0, 0, 0.5, 0.5));
  }

  @Test
  void aQueryWhoseTimeIsUpIsAnswered() throws Exception {
    SearchRequest late = SampleRequests.request("id", new byte[0], 1);
    OneInputStreamOperatorTestHarness<Query, Query> harness =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new SecondLook(SETTINGS)));
    try {
      harness.open();
      harness.processElement(Query.of(late), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      Answer answer = harness.getSideOutput(FurtherLook.ERRORS).peek().getValue();
      assertThat(SearchResponse.fromJson(answer.json()).error().code())
          .isEqualTo(ErrorCode.TIMEOUT);
    } finally {
      harness.close();
    }
  }

  private static KeyPoints keyPoints(QueryView view) {
    return KeyPoints.unpack(view.picture().keyPoints());
  }

  /** What the second pass makes of a picture whose first pass found nothing. */
  private static Query second(BufferedImage picture) throws Exception {
    try (PictureReader reader = new PictureReader(TestSettings.PICTURES)) {
      SearchRequest request =
          SampleRequests.request("id", TestPictures.png(picture), Long.MAX_VALUE);
      QueryView first =
          new QueryView(Region.WHOLE, false, reader.view(TestPictures.rgb(picture)), null);
      return look(
          new SecondLook(SETTINGS),
          Query.of(request).withViews(List.of(first)).withVectors(List.of(VECTOR)));
    }
  }

  private static Query look(FurtherLook look, Query query) throws Exception {
    OneInputStreamOperatorTestHarness<Query, Query> harness =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(look));
    try {
      harness.open();
      harness.processElement(query, 0);
      return harness.extractOutputValues().get(0);
    } finally {
      harness.close();
    }
  }
}
