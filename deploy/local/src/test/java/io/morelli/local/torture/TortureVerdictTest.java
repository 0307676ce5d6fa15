package io.morelli.local.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.local.indexing.IndexComparison;
import io.morelli.local.indexing.PublishedState.Position;
import io.morelli.message.ErrorCode;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TortureVerdictTest {

  private static final String REQUEST = "request";
  private static final String PICTURE = "picture";
  private static final List<String> NONE = List.of();
  private static final List<String> ONE = List.of("one");

  private final Verdict.Answers judged = new Verdict.Answers();

  @Test
  void aRequestWithoutAnyAnswerIsUnanswered() {
    judge();
    assertThat(judged.unanswered).containsExactly(REQUEST);
    assertThat(judged.repeated).isZero();
  }

  @ParameterizedTest
  @MethodSource("wrongAnswers")
  void anAnswerThatIsNotThePictureAskedForIsWrong(SearchResponse answer) {
    judge(answer);
    assertThat(judged.wrong).containsExactly(REQUEST);
    assertThat(judged.errors).isEmpty();
  }

  static List<SearchResponse> wrongAnswers() {
    return List.of(
        found("another", 0.9, 1),
        answer(Status.MATCH, null, List.of(match(PICTURE, 0.9), match("another", 0.8)), 1),
        answer(Status.NO_MATCH, null, List.of(), 1),
        failed(ErrorCode.INVALID_REQUEST));
  }

  @Test
  void answersThatDifferAreContradictory() {
    judge(found(PICTURE, 0.9, 1), found(PICTURE, 0.91, 1));
    assertThat(judged.contradictory).containsExactly(REQUEST);
    assertThat(judged.wrong).isEmpty();
  }

  @Test
  void timingsAndTheLastDigitsOfCosinesMayDiffer() {
    judge(found(PICTURE, 0.9, 1), found(PICTURE, 0.900_005, 2));
    assertNothingWrong();
  }

  @Test
  void theErrorsOfADisturbedSystemAreCountedOnly() {
    judge(failed(ErrorCode.TIMEOUT), failed(ErrorCode.INDEX_UNAVAILABLE));
    assertNothingWrong();
    assertThat(judged.errors)
        .containsOnly(Map.entry(ErrorCode.TIMEOUT, 1), Map.entry(ErrorCode.INDEX_UNAVAILABLE, 1));
    assertThat(judged.errorsOnly).isEqualTo(1);
  }

  @Test
  void anErrorBesideAnAnswerIsNotAllThatTheRequestGot() {
    judge(failed(ErrorCode.TIMEOUT), found(PICTURE, 0.9, 1));
    assertNothingWrong();
    assertThat(judged.errorsOnly).isZero();
  }

  @Test
  void repeatedAnswersAreCountedOnly() {
    judge(found(PICTURE, 0.9, 1), found(PICTURE, 0.9, 2), found(PICTURE, 0.9, 3));
    assertNothingWrong();
    assertThat(judged.repeated).isEqualTo(2);
  }

  @Test
  void isSoundIfNothingIsWrong() {
    Verdict sound = verdict(index(NONE, NONE, NONE, NONE), NONE, NONE, NONE, NONE, Set.of());
    assertThat(sound.isSound()).isTrue();
    assertThat(sound.summary().lines()).hasSize(3);
    assertThat(sound.summary()).contains("0 contradictory, 3 with errors only; 2 repeated");
  }

  @Test
  void isNotSoundIfAnythingIsWrong() {
    IndexComparison same = index(NONE, NONE, NONE, NONE);
    List<Verdict> unsound =
        List.of(
            verdict(index(ONE, NONE, NONE, NONE), NONE, NONE, NONE, NONE, Set.of()),
            verdict(index(NONE, ONE, NONE, NONE), NONE, NONE, NONE, NONE, Set.of()),
            verdict(index(NONE, NONE, ONE, NONE), NONE, NONE, NONE, NONE, Set.of()),
            verdict(index(NONE, NONE, NONE, ONE), NONE, NONE, NONE, NONE, Set.of()),
            verdict(same, ONE, NONE, NONE, NONE, Set.of()),
            verdict(same, NONE, ONE, NONE, NONE, Set.of()),
            verdict(same, NONE, NONE, ONE, NONE, Set.of()),
            verdict(same, NONE, NONE, NONE, ONE, Set.of()),
            verdict(same, NONE, NONE, NONE, NONE, Set.of(new Position(0, 1))));
    assertThat(unsound).noneMatch(Verdict::isSound);
  }

  private void judge(SearchResponse... answers) {
    judged.add(REQUEST, PICTURE, Stream.of(answers).map(SearchResponse::toJson).toList());
  }

  private void assertNothingWrong() {
    assertThat(judged.unanswered).isEmpty();
    assertThat(judged.wrong).isEmpty();
    assertThat(judged.contradictory).isEmpty();
  }

  private static SearchResponse found(String id, double cosine, double milliseconds) {
    return answer(Status.MATCH, null, List.of(match(id, cosine)), milliseconds);
  }

  private static SearchResponse failed(ErrorCode code) {
    return answer(Status.ERROR, new Failure(code, "as the test wants it"), List.of(), 1);
  }

  private static SearchResponse answer(
      Status status, Failure error, List<Match> matches, double milliseconds) {
    Map<String, Double> timings = Map.of("total", milliseconds);
    return new SearchResponse(
        REQUEST, status, error, matches, null, null, 2, false, null, "model", null, timings);
  }

  private static Match match(String id, double cosine) {
    return new Match(id, Map.of(), 1, 1, cosine, 9, 9, 9, 9, "rule", 1, null, null, false);
  }

  /** What was dead-lettered as it should be is there in any case. */
  private static IndexComparison index(
      List<String> missing, List<String> stale, List<String> orphaned, List<String> pending) {
    return new IndexComparison(9, 9, missing, stale, orphaned, List.of("garbage"), pending);
  }

  /** Repeated answers and errors of a disturbed system are there in any case. */
  private static Verdict verdict(
      IndexComparison index,
      List<String> unanswered,
      List<String> wrong,
      List<String> contradictory,
      List<String> accepted,
      Set<Position> refused) {
    return new Verdict(
        index,
        9,
        unanswered,
        wrong,
        contradictory,
        3,
        2,
        Map.of(ErrorCode.TIMEOUT, 1),
        1,
        accepted,
        refused);
  }
}
