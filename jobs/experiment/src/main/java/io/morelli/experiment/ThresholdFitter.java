package io.morelli.experiment;

import io.morelli.decision.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the thresholds of the search rule that find the most pictures at a given precision, by
 * trying all on a grid: cosines in steps of 0.01, matching points and key points in the steps of
 * {@link Evidence}. A findable question counts as found if its best correct candidate matches;
 * precision is found / (found + wrong matches).
 *
 * <p>Thresholds that fit the evidence and nothing more would fail on the next pair. So
 *
 * <ul>
 *   <li>T by itself turns down all but one in 100,000 wrong pairs, since for pictures that are too
 *       simple it decides alone, about a hundred candidates each;
 *   <li>n by itself turns down all but one in 1,000 wrong pairs;
 *   <li>where there is a gap, each threshold lies in its middle: between the loosest value that
 *       keeps the precision and the strictest that loses no correct pair by its part of the rule.
 * </ul>
 *
 * <p>What was not recorded cannot be fitted: t and K never go below those of the recorded run,
 * because pairs below were not verified. A run that is to be fitted lowers t for this, so that more
 * views of a query are compared than by the thresholds in use. A candidate that the answer calls
 * overshadowed can be a match by T and n, never by N. An answer holds the candidates of its last
 * pass only, a further one where the first found nothing. So a question that stricter thresholds
 * would send into another pass counts as missed, and one that looser ones would answer in the first
 * pass is judged by a further one. Run the experiment again with the fitted thresholds to confirm
 * them.
 */
final class ThresholdFitter {

  /** Shares of the wrong pairs that may reach T, and n, each by itself. */
  private static final double CHANCE_BY_COSINE = 1e-5;

  private static final double CHANCE_BY_POINTS = 1e-3;

  /** The trade-off curve ends at so many wrong matches. */
  private static final int CURVE = 1_000;

  private final Evidence evidence;
  private final double minPrecision;
  private final Thresholds recorded;
  private final int minLow;
  private final int minHigh;
  private final int minFew;

  /**
   * @param evidence from answers recorded by the thresholds {@code recorded}
   * @param minPrecision 0 to 1
   */
  ThresholdFitter(Evidence evidence, double minPrecision, Thresholds recorded) {
    if (!(minPrecision >= 0 && minPrecision <= 1)) {
      throw new IllegalArgumentException("precision must be 0 to 1: " + minPrecision);
    }
    this.evidence = evidence;
    this.minPrecision = minPrecision;
    this.recorded = recorded;
    long[] byCosine = new long[Evidence.COSINE_BINS];
    long[] byPoints = new long[Evidence.MAX_POINTS + 1];
    for (Map.Entry<Evidence.Pair, Long> wrong : evidence.wrong().entrySet()) {
      byCosine[wrong.getKey().cosineBin()] += wrong.getValue();
      byPoints[wrong.getKey().points()] += wrong.getValue();
    }
    this.minLow = lowestReaching(recorded.lowCosine());
    this.minHigh = aboveChance(byCosine, CHANCE_BY_COSINE);
    this.minFew = aboveChance(byPoints, CHANCE_BY_POINTS);
  }

  /**
   * A result.
   *
   * @param recall on the evidence, 0 to 1
   * @param precision on the evidence, 0 to 1
   * @param curve the highest recall for each number of wrong matches, ascending
   */
  record Fit(Thresholds thresholds, double recall, double precision, List<TradeOff> curve) {}

  /** Thresholds that no others surpass in both. */
  record TradeOff(double recall, double precision, Thresholds thresholds) {}

  /** The best thresholds; empty if none on the grid keeps the precision and finds anything. */
  Optional<Fit> fit() {
    Setting best = null;
    Setting[] byWrong = new Setting[CURVE];
    for (int k = 0; k < Evidence.KEY_POINTS.length; k++) {
      if (Evidence.KEY_POINTS[k] < recorded.minKeyPoints()) {
        continue;
      }
      Counts counts = Counts.of(evidence, k);
      for (int low = minLow; low < Evidence.COSINE_BINS; low++) {
        for (int high = Math.max(low, minHigh); high < Evidence.COSINE_BINS; high++) {
          for (int few = minFew; few <= Evidence.MAX_POINTS; few++) {
            for (int many = few; many <= Evidence.MAX_POINTS; many++) {
              long found = counts.found().matching(low, high, few, many);
              if (found == 0) {
                break; // More points find no more.
              }
              long wrong = counts.wrong().matching(low, high, few, many);
              boolean better =
                  precision(found, wrong) >= minPrecision && (best == null || found > best.found());
              boolean onCurve =
                  wrong < CURVE
                      && (byWrong[(int) wrong] == null || found > byWrong[(int) wrong].found());
              if (better || onCurve) {
                Setting setting = new Setting(counts, low, high, few, many);
                best = better ? setting : best;
                if (onCurve) {
                  byWrong[(int) wrong] = setting;
                }
              }
            }
          }
        }
      }
    }
    return Optional.ofNullable(best)
        .map(this::centred)
        .map(
            centred ->
                new Fit(
                    centred.thresholds(),
                    recall(centred.found()),
                    precision(centred.found(), centred.wrong()),
                    curve(byWrong)));
  }

  private List<TradeOff> curve(Setting[] byWrong) {
    List<TradeOff> curve = new ArrayList<>();
    long most = 0;
    for (Setting setting : byWrong) {
      if (setting != null && setting.found() > most) {
        most = setting.found();
        curve.add(
            new TradeOff(recall(most), precision(most, setting.wrong()), setting.thresholds()));
      }
    }
    return curve;
  }

  /** Moves each threshold in turn into the middle of its gap. */
  private Setting centred(Setting start) {
    Setting setting = start;
    for (Parameter parameter : Parameter.values()) {
      int loosest = parameter.of(setting);
      int strictest = loosest;
      while (isAsGood(parameter.with(setting, loosest - 1), setting)) {
        loosest--;
      }
      while (isAsGood(parameter.with(setting, strictest + 1), setting)) {
        strictest++;
      }
      setting = parameter.with(setting, (loosest + strictest + 1) / 2);
    }
    return setting;
  }

  private boolean isAsGood(Setting setting, Setting than) {
    return setting.low() >= minLow
        && setting.high() >= Math.max(setting.low(), minHigh)
        && setting.high() < Evidence.COSINE_BINS
        && setting.few() >= minFew
        && setting.many() >= setting.few()
        && setting.many() <= Evidence.MAX_POINTS
        && setting.losesNothingOf(than)
        && precision(setting.found(), setting.wrong()) >= minPrecision;
  }

  private double recall(long found) {
    return (double) found / evidence.findable();
  }

  private static double precision(long found, long wrong) {
    return found + wrong == 0 ? 1 : (double) found / (found + wrong);
  }

  /** The lowest bin that at most a share of all reaches. */
  private static int aboveChance(long[] bins, double share) {
    long all = 0;
    for (long bin : bins) {
      all += bin;
    }
    long reached = 0;
    int bin = bins.length;
    while (bin > 0 && reached + bins[bin - 1] <= share * all) {
      bin--;
      reached += bins[bin];
    }
    return Math.min(bin, bins.length - 1);
  }

  private static int lowestReaching(double cosine) {
    int bin = Evidence.cosineBin(cosine);
    return Evidence.cosine(bin) < cosine ? bin + 1 : bin;
  }

  /** Thresholds on the grid, cosines as bins. */
  private record Setting(Counts counts, int low, int high, int few, int many) {

    long found() {
      return counts.found().matching(low, high, few, many);
    }

    long wrong() {
      return counts.wrong().matching(low, high, few, many);
    }

    /** Whether every part of the rule finds as much as by other thresholds. */
    boolean losesNothingOf(Setting other) {
      Table pairs = counts.found();
      return pairs.byManyPoints(low, many) >= pairs.byManyPoints(other.low, other.many)
          && pairs.byFewPoints(high, few) >= pairs.byFewPoints(other.high, other.few)
          && pairs.tooSimple(high) >= pairs.tooSimple(other.high);
    }

    Thresholds thresholds() {
      return new Thresholds(
          Evidence.cosine(high), Evidence.cosine(low), counts.minKeyPoints(), many, few);
    }
  }

  /**
   * The thresholds that are moved into the middle, in this order: points first, since they tell
   * pairs apart best.
   */
  private enum Parameter {
    MANY,
    FEW,
    HIGH,
    LOW;

    int of(Setting s) {
      return switch (this) {
        case MANY -> s.many();
        case FEW -> s.few();
        case HIGH -> s.high();
        case LOW -> s.low();
      };
    }

    Setting with(Setting s, int value) {
      return switch (this) {
        case MANY -> new Setting(s.counts(), s.low(), s.high(), s.few(), value);
        case FEW -> new Setting(s.counts(), s.low(), s.high(), value, s.many());
        case HIGH -> new Setting(s.counts(), s.low(), value, s.few(), s.many());
        case LOW -> new Setting(s.counts(), value, s.high(), s.few(), s.many());
      };
    }
  }

  /** The evidence by one K. */
  private record Counts(int minKeyPoints, Table found, Table wrong) {

    static Counts of(Evidence evidence, int k) {
      Table found = new Table();
      evidence.correct().forEach(pair -> found.add(pair, pair.keyPointBin() < k, 1));
      Table wrong = new Table();
      evidence.wrong().forEach((pair, count) -> wrong.add(pair, pair.keyPointBin() < k, count));
      return new Counts(Evidence.KEY_POINTS[k], found.accumulated(), wrong.accumulated());
    }
  }

  /** How many pairs reach a cosine and a number of points (summed-area tables). */
  private static final class Table {

    private final long[] simple = new long[Evidence.COSINE_BINS + 1];
    private final long[][] clear = new long[Evidence.COSINE_BINS + 1][Evidence.MAX_POINTS + 2];
    private final long[][] shadowed = new long[Evidence.COSINE_BINS + 1][Evidence.MAX_POINTS + 2];

    void add(Evidence.Pair pair, boolean tooSimple, long count) {
      if (tooSimple) {
        simple[pair.cosineBin()] += count;
      } else if (pair.overshadowed()) {
        shadowed[pair.cosineBin()][pair.points()] += count;
      } else {
        clear[pair.cosineBin()][pair.points()] += count;
      }
    }

    Table accumulated() {
      for (int cosine = Evidence.COSINE_BINS - 1; cosine >= 0; cosine--) {
        simple[cosine] += simple[cosine + 1];
        for (int points = Evidence.MAX_POINTS; points >= 0; points--) {
          clear[cosine][points] += ofNeighbours(clear, cosine, points);
          shadowed[cosine][points] += ofNeighbours(shadowed, cosine, points);
        }
      }
      return this;
    }

    private static long ofNeighbours(long[][] reaching, int cosine, int points) {
      return reaching[cosine + 1][points]
          + reaching[cosine][points + 1]
          - reaching[cosine + 1][points + 1];
    }

    /** How many too simple ones reach a cosine. */
    long tooSimple(int cosine) {
      return simple[cosine];
    }

    /** How many others reach a high cosine and a few points, overshadowed or not. */
    long byFewPoints(int cosine, int points) {
      return clear[cosine][points] + shadowed[cosine][points];
    }

    /** How many others reach a low cosine and many points and are not overshadowed. */
    long byManyPoints(int cosine, int points) {
      return clear[cosine][points];
    }

    /** How many the search rule makes a match; {@code low <= high}, {@code few <= many}. */
    long matching(int low, int high, int few, int many) {
      long byBoth = clear[high][many];
      return tooSimple(high) + byFewPoints(high, few) + byManyPoints(low, many) - byBoth;
    }
  }
}
