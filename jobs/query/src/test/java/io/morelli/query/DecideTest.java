package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.features.Verification;
import io.morelli.image.Region;
import io.morelli.index.IndexedImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.Status;
import io.morelli.operators.PoisonSettings;
import io.morelli.picture.PictureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DecideTest {

  private static final QuerySettings SETTINGS = SampleSettings.with(PoisonSettings.OFF);
  private static final int KEY_POINTS = 100;
  private static final long NEVER = Long.MAX_VALUE;
  private static final long PAST = 1;

  private final List<Contender> contenders = new ArrayList<>();

  /** What became of a query: answers, and queries for another pass. */
  private record Outcome(List<SearchResponse> answers, List<Query> unanswered) {

    SearchResponse answer() {
      assertThat(answers).hasSize(1);
      assertThat(unanswered).isEmpty();
      return answers.get(0);
    }
  }

  @Test
  void withoutAMatchItIsSaidHowManyCandidatesWereNotVerified() throws Exception {
    verified("other", 0.6, 3);
    unverified("one", 0.5);
    unverified("two", 0.4);
    unverified("unlike", 0.1); // Key points would not make it a match.
    Failure error = decide(false, gathered(PAST, true, null)).answer().error();
    assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(error.message()).contains("2 of 4 candidates not verified");
  }

  @Test
  void aMatchThatWasFoundInTimeIsAnswered() throws Exception {
    verified("found", 0.5, 40);
    unverified("not compared", 0.4);
    SearchResponse answer = decide(false, gathered(PAST, true, null)).answer();
    assertThat(answer.status()).isEqualTo(Status.MATCH);
    assertThat(answer.partial()).isTrue();
    assertThat(answer.matches()).extracting(Match::id).containsExactly("found");
    assertThat(answer.candidates()).isEqualTo(2);
  }

  @Test
  void mostPointsComeFirstAndThenTheMostSimilar() throws Exception {
    verified("fewest", 0.7, 20);
    verified("similar", 0.6, 30);
    verified("most", 0.5, 40);
    verified("less similar", 0.4, 30);
    SearchResponse answer = decide(true, gathered(NEVER, false, null)).answer();
    assertThat(answer.matches())
        .extracting(Match::id)
        .containsExactly("most", "similar", "less similar", "fewest");
  }

  @Test
  void whyNotAllCouldBeComparedIsAnswered() throws Exception {
    verified("found", 0.5, 40);
    Failure failure = new Failure(ErrorCode.POISONOUS, "deadly");
    SearchResponse answer = decide(false, gathered(NEVER, false, failure)).answer();
    assertThat(answer.status()).isEqualTo(Status.ERROR);
    assertThat(answer.error()).isEqualTo(failure);
    assertThat(answer.matches()).isEmpty();
  }

  @Test
  void aQueryWithoutAMatchGoesIntoAnotherPass() throws Exception {
    verified("other", 0.5, 3);
    Outcome outcome = decide(false, gathered(NEVER, false, null));
    assertThat(outcome.answers()).isEmpty();
    assertThat(outcome.unanswered())
        .extracting(query -> query.request().id())
        .containsExactly("id");
  }

  @Test
  void inTheLastPassOrAfterTheDeadlineItIsAnswered() throws Exception {
    verified("other", 0.5, 3);
    SearchResponse last = decide(true, gathered(NEVER, false, null)).answer();
    assertThat(last.status()).isEqualTo(Status.NO_MATCH);
    SearchResponse late = decide(false, gathered(PAST, false, null)).answer();
    assertThat(late.status()).isEqualTo(Status.NO_MATCH);
  }

  private void verified(String id, double cosine, int points) {
    contender(id, cosine, new Verification(points, points, null, 0));
  }

  private void unverified(String id, double cosine) {
    contender(id, cosine, null);
  }

  private void contender(String id, double cosine, Verification verification) {
    IndexedImage image =
        new IndexedImage(id, new float[0], new byte[0], Map.of(), 100, 100, "00", 0);
    contenders.add(new Contender(image, KEY_POINTS, cosine, List.of(0), 0, verification));
  }

  /** A query by a picture with the contenders so far. */
  private GatheredQuery gathered(long deadline, boolean partial, Failure failure) {
    QueryView whole =
        new QueryView(
            Region.WHOLE,
            false,
            new PictureView(null, new byte[0], KEY_POINTS),
            new float[] {1, 0});
    Query query =
        Query.of(SampleRequests.request("id", new byte[] {1}, deadline)).withViews(List.of(whole));
    return new GatheredQuery(query, List.copyOf(contenders), partial, failure);
  }

  private static Outcome decide(boolean last, GatheredQuery gathered) throws Exception {
    OneInputStreamOperatorTestHarness<GatheredQuery, Answer> harness =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new Decide(SETTINGS, last)));
    try {
      harness.open();
      harness.processElement(gathered, 0);
      List<SearchResponse> answers = new ArrayList<>();
      for (Answer answer : harness.extractOutputValues()) {
        answers.add(SearchResponse.fromJson(answer.json()));
      }
      Queue<StreamRecord<Query>> unanswered = harness.getSideOutput(Decide.UNANSWERED);
      return new Outcome(
          answers,
          unanswered == null
              ? List.of()
              : unanswered.stream().map(StreamRecord::getValue).toList());
    } finally {
      harness.close();
    }
  }
}
