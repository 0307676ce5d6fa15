package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.decision.Rule;
import io.morelli.features.Explanation;
import io.morelli.features.KeyPointExtractor;
import io.morelli.features.KeyPoints;
import io.morelli.features.OrbSettings;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.VerifierSettings;
import io.morelli.image.ImageLimits;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.index.IndexedImage;
import io.morelli.message.Explain;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.MatchExplanation;
import io.morelli.message.SearchResponse.Omission;
import io.morelli.operators.PoisonGuard;
import io.morelli.operators.PoisonSettings;
import io.morelli.picture.PictureView;
import io.morelli.query.DecidedQuery.Judged;
import io.morelli.testing.TestPictures;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an answer holds when not all of its explanations fit, or there is no time left. */
class ExplanationRoomTest {

  private static final long NEVER = Long.MAX_VALUE;

  private final RgbImage picture = TestPictures.rgb(TestPictures.collage(1));
  private final KeyPoints keyPoints = new KeyPointExtractor(OrbSettings.DEFAULT).extract(picture);

  @Test
  void theFirstMatchesGetTheirPairs() throws Exception {
    int room = 100_000;
    List<MatchExplanation> explanations = Explainer.explain(decided(10, NEVER), room);
    assertThat(explanations).hasSize(10);
    int kept = (int) explanations.stream().filter(it -> it.pairs() != null).count();
    assertThat(kept).isBetween(1, 9);
    assertThat(explanations.subList(0, kept)).allMatch(it -> it.pairsOmitted() == null);
    assertThat(explanations.subList(kept, 10))
        .allMatch(it -> it.pairsOmitted() == Omission.ANSWER_TOO_LONG && it.outline() != null);
    assertThat(bytes(explanations)).isLessThan(room);
  }

  @Test
  void whatDoesNotFitIsNotDrawn() throws Exception {
    DecidedQuery decided = decided(4, NEVER);
    List<MatchExplanation> undrawn = Explainer.explain(decided, 1_000_000);
    int one = bytes(draw(decided, undrawn, 1_000_000)) - bytes(undrawn);
    int room = one * 5 / 8;
    List<MatchExplanation> drawn = draw(decided, undrawn, room);
    assertThat(drawn.subList(0, 2)).allMatch(it -> it.picture() != null);
    assertThat(drawn.subList(2, 4))
        .allMatch(it -> it.pictureOmitted() == Omission.ANSWER_TOO_LONG && it.picture() == null);
    assertThat(bytes(drawn) - bytes(undrawn)).isLessThan(room);
  }

  @Test
  void afterTheDeadlineNothingIsDrawn() throws Exception {
    DecidedQuery late = decided(2, 0);
    assertThat(draw(late, Explainer.explain(late, 1_000_000), 1_000_000))
        .hasSize(2)
        .allMatch(it -> it.pictureOmitted() == Omission.TIMEOUT && it.pairs() != null);
  }

  /** Something that the picture does to the decoder once more. */
  @Test
  void whatIsDeadlyToDrawIsAnsweredWithoutDrawings(@TempDir Path folder) throws Exception {
    PoisonSettings poison = new PoisonSettings(folder.toString(), 1);
    try (PoisonGuard guard = PoisonGuard.open(poison)) {
      assertThatThrownBy(() -> guard.run("id", "draw", ExplanationRoomTest::crash))
          .isInstanceOf(IllegalStateException.class);
    }
    OneInputStreamOperatorTestHarness<DecidedQuery, Answer> harness =
        new OneInputStreamOperatorTestHarness<>(
            new StreamMap<>(new Draw(SampleSettings.with(poison))));
    try {
      harness.open();
      harness.processElement(decided(2, NEVER), 0);
      SearchResponse response =
          SearchResponse.fromJson(harness.extractOutputValues().get(0).json());
      assertThat(response.matches())
          .hasSize(2)
          .allMatch(it -> it.explanation().pictureOmitted() == Omission.CANNOT_DRAW)
          .allMatch(it -> it.explanation().pairs() != null);
    } finally {
      harness.close();
    }
  }

  private static Object crash() {
    throw new IllegalStateException("as a crash would");
  }

  private static List<MatchExplanation> draw(
      DecidedQuery decided, List<MatchExplanation> explanations, int room) throws Exception {
    Match match =
        new Match(
            "picture",
            Map.of(),
            480,
            360,
            1,
            500,
            500,
            500,
            300,
            Rule.MANY_POINTS.name(),
            1,
            null,
            null,
            false);
    return new MatchDrawer(ImageLimits.DEFAULT)
        .draw(decided, Collections.nCopies(explanations.size(), match), explanations, room);
  }

  /** A picture asked for that the index holds more than once. */
  private DecidedQuery decided(int matches, long deadline) {
    SearchRequest request =
        SampleRequests.request(
            "id",
            TestPictures.png(TestPictures.collage(1)),
            deadline,
            Explain.MATCHES,
            Explain.PICTURE);
    QueryView view =
        new QueryView(
            Region.WHOLE,
            false,
            new PictureView(null, keyPoints.pack(), keyPoints.count()),
            new float[0]);
    Query query = Query.of(request).withViews(List.of(view)).withSize(480, 360);
    Judged judged = new Judged(contender(), Rule.MANY_POINTS);
    return new DecidedQuery(
        new GatheredQuery(query, List.of(), false, null),
        Collections.nCopies(matches, judged),
        List.of());
  }

  private Contender contender() {
    PairVerifier verifier = new PairVerifier(VerifierSettings.DEFAULT);
    Explanation explanation;
    try (PreparedQuery prepared = verifier.prepare(keyPoints)) {
      explanation = verifier.explain(prepared, keyPoints);
    }
    IndexedImage image =
        new IndexedImage("picture", new float[0], new byte[0], Map.of(), 480, 360, "00", 0);
    return new Contender(image, keyPoints.count(), 1, List.of(0), 0, null)
        .verified(0, explanation.verification(), new Evidence(explanation, keyPoints.pack()));
  }

  private static int bytes(List<MatchExplanation> explanations) throws Exception {
    return new ObjectMapper().writeValueAsBytes(explanations).length;
  }
}
