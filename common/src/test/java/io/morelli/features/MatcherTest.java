package io.morelli.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MatcherTest {

  static Stream<DescriptorMatcher> matchers() {
    return Stream.of(new HammingMatcher(0.8), new FlannLshMatcher(0.8));
  }

  private static KeyPoints points(long... descriptors) {
    return KeyPoints.of(640, 480, new float[descriptors.length / 2], descriptors);
  }

  private static long[] randomWords(int count, long seed) {
    return new Random(seed).longs(4L * count).toArray();
  }

  private static List<Match> match(DescriptorMatcher matcher, KeyPoints query, KeyPoints other) {
    try (PreparedQuery prepared = matcher.prepare(query)) {
      return prepared.match(other);
    }
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void findsEveryDescriptorInItself(DescriptorMatcher matcher) {
    KeyPoints points = points(randomWords(300, 1));
    List<Match> matches = match(matcher, points, points);
    assertThat(matches).allMatch(match -> match.query() == match.candidate());
    assertThat(matches).allMatch(match -> match.distance() == 0);
    // FLANN finds no second neighbour for some.
    assertThat(matches).hasSizeGreaterThan(200);
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void survivesFewKeyPoints(DescriptorMatcher matcher) {
    KeyPoints none = points();
    KeyPoints one = points(randomWords(1, 1));
    KeyPoints two = points(randomWords(2, 1));
    assertThat(match(matcher, none, none)).isEmpty();
    assertThat(match(matcher, none, two)).isEmpty();
    assertThat(match(matcher, two, none)).isEmpty();
    assertThat(match(matcher, one, one)).isEmpty();
    assertThat(match(matcher, one, two)).isEmpty();
    assertThat(match(matcher, two, one)).allMatch(match -> match.equals(new Match(0, 0, 0)));
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void repeatedDescriptorsAreAmbiguous(DescriptorMatcher matcher) {
    KeyPoints same = points(LongStreams.repeat(randomWords(1, 5), 50));
    assertThat(match(matcher, same, same)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void usesNoKeyPointTwice(DescriptorMatcher matcher) {
    // Two noisy copies of every query descriptor compete for it.
    long[] words = randomWords(200, 2);
    long[] copies = LongStreams.concat(noisy(words, 10, 3), noisy(words, 20, 4));
    List<Match> matches = match(matcher, points(words), points(copies));
    assertThat(matches).hasSizeGreaterThan(100);
    assertThat(matches).extracting(Match::query).doesNotHaveDuplicates();
    assertThat(matches).extracting(Match::candidate).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void samePicturesGiveTheSameMatches(DescriptorMatcher matcher) {
    long[] words = randomWords(200, 2);
    KeyPoints query = points(words);
    KeyPoints candidate = points(noisy(words, 40, 3));
    List<Match> first = match(matcher, query, candidate);
    // Another query in between moves a random number generator on.
    match(matcher, candidate, query);
    assertThat(match(matcher, query, candidate)).isNotEmpty().isEqualTo(first);
  }

  @Test
  void exactMatcherAgreesWithItsDefinition() {
    long[] words = randomWords(120, 7);
    KeyPoints query = points(LongStreams.concat(words, randomWords(30, 8)));
    KeyPoints candidate = points(LongStreams.concat(randomWords(40, 9), noisy(words, 70, 10)));
    assertThat(match(new HammingMatcher(0.8), query, candidate))
        .isNotEmpty()
        .isEqualTo(byDefinition(query, candidate, 0.8));
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void matchesFoundQuicklyAreMatches(DescriptorMatcher matcher) {
    long[] words = randomWords(200, 2);
    KeyPoints candidate = points(noisy(words, 45, 3));
    try (PreparedQuery query = matcher.prepare(points(words))) {
      List<Match> quick = query.matchSome(candidate);
      assertThat(query.match(candidate)).containsAll(quick);
      assertThat(quick).hasSizeGreaterThan(100);
    }
  }

  @Test
  void ratioIsChecked() {
    for (double bad : new double[] {0, -1, 1.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new HammingMatcher(bad))
          .withMessageContaining(String.valueOf(bad));
    }
  }

  private static List<Match> byDefinition(KeyPoints query, KeyPoints candidate, double ratio) {
    return IntStream.range(0, candidate.count())
        .mapToObj(c -> sorted(c, query, candidate, true).limit(2).toList())
        .filter(two -> two.get(0).distance() < ratio * two.get(1).distance())
        .map(two -> two.get(0))
        .filter(m -> sorted(m.query(), query, candidate, false).findFirst().get().equals(m))
        .toList();
  }

  private static Stream<Match> sorted(
      int fixed, KeyPoints query, KeyPoints candidate, boolean fixedIsCandidate) {
    return IntStream.range(0, fixedIsCandidate ? query.count() : candidate.count())
        .mapToObj(
            i ->
                fixedIsCandidate
                    ? pair(i, fixed, query, candidate)
                    : pair(fixed, i, query, candidate))
        .sorted(Comparator.comparingInt(Match::distance));
  }

  private static Match pair(int q, int c, KeyPoints query, KeyPoints candidate) {
    int distance = 0;
    for (int w = 0; w < 4; w++) {
      distance +=
          Long.bitCount(query.descriptors()[4 * q + w] ^ candidate.descriptors()[4 * c + w]);
    }
    return new Match(q, c, distance);
  }

  /** Flips at most so many random bits of each descriptor. */
  private static long[] noisy(long[] words, int bits, long seed) {
    Random random = new Random(seed);
    long[] noisy = words.clone();
    for (int i = 0; i < noisy.length; i += 4) {
      for (int b = 0; b < bits; b++) {
        noisy[i + random.nextInt(4)] ^= 1L << random.nextInt(64);
      }
    }
    return noisy;
  }

  private static final class LongStreams {

    static long[] repeat(long[] words, int times) {
      return java.util.stream.LongStream.range(0, (long) words.length * times)
          .map(i -> words[(int) (i % words.length)])
          .toArray();
    }

    static long[] concat(long[] first, long[] second) {
      return java.util.stream.LongStream.concat(
              java.util.Arrays.stream(first), java.util.Arrays.stream(second))
          .toArray();
    }
  }
}
