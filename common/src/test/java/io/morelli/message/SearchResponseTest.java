package io.morelli.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.decision.Thresholds;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.Status;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchResponseTest {

  private static final int ROOM = 20_000;

  @Test
  void whatFitsIsLeftAsItIs() {
    SearchResponse response = response(3, 3);
    assertThat(response.within(ROOM)).isSameAs(response);
    assertThat(response.omitted()).isNull();
  }

  @Test
  void theLastRejectedAreLeftOutFirst() throws Exception {
    SearchResponse shortened = response(3, 100).within(ROOM);
    assertThat(shortened.matches()).hasSize(3);
    assertThat(shortened.rejected()).hasSizeBetween(5, 20);
    assertThat(shortened.rejected().get(0).id()).isEqualTo("rejected-0");
    assertThat(shortened.omitted()).isEqualTo(100 - shortened.rejected().size());
    assertThat(shortened.toJson()).hasSizeLessThanOrEqualTo(ROOM).hasSizeGreaterThan(ROOM - 1_500);
    assertThat(SearchResponse.fromJson(shortened.toJson()).omitted())
        .isEqualTo(shortened.omitted());
  }

  @Test
  void thenTheLastMatches() {
    SearchResponse shortened = response(100, 3).within(ROOM);
    assertThat(shortened.matches()).hasSizeBetween(5, 20);
    assertThat(shortened.matches().get(0).id()).isEqualTo("match-0");
    assertThat(shortened.rejected()).isEmpty();
    assertThat(shortened.omitted()).isEqualTo(103 - shortened.matches().size());
    assertThat(shortened.toJson()).hasSizeLessThanOrEqualTo(ROOM);
  }

  private static SearchResponse response(int matches, int rejected) {
    return new SearchResponse(
        "id",
        Status.MATCH,
        null,
        many("match-", matches),
        many("rejected-", rejected),
        null,
        matches + rejected,
        false,
        null,
        "version",
        new Thresholds(0.7, 0.1, 50, 8, 6),
        Map.of("total", 1.0));
  }

  private static List<Match> many(String name, int count) {
    Map<String, String> metadata = Map.of("long", "x".repeat(1_000));
    return IntStream.range(0, count)
        .mapToObj(
            i -> new Match(name + i, metadata, 1, 1, 1, 1, 1, 1, 1, "rule", 1, null, null, false))
        .toList();
  }
}
