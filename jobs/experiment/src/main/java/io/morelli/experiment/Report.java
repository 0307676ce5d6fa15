package io.morelli.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.morelli.decision.Thresholds;
import java.util.List;
import java.util.Map;

/**
 * All figures of an experiment; also the JSON report.
 *
 * @param versions of Morelli's parts by name
 * @param collection pictures indexed
 * @param rejected pictures that could not be indexed, with the reason
 * @param seconds that the questions took
 * @param thresholds that decided
 * @param recorded thresholds by which the job verified and decided when the answers were recorded;
 *     for a fit, their t is lowered
 * @param findable all questions whose picture is in the collection
 * @param absent all questions whose picture is not
 * @param groups by name, such as that of a deformation, the lowest recall first
 * @param predictionRight cosines of the most similar candidate of each question, where it shows
 *     what the question shows
 * @param predictionWrong where it does not
 * @param cosineRight of candidates that show what the question shows
 * @param cosineWrong of those that do not
 * @param pointsRight matching points of candidates that show what the question shows
 * @param pointsWrong of those that do not; only pairs that were verified
 * @param stages times; waiting included, at full load
 * @param duplicates pairs of pictures taken as the same, the weakest evidence first
 * @param coincidences absent pictures that are perhaps none, the strongest evidence first; what
 *     they were answered counts as false
 * @param wrongCases questions with a wrong match, at most {@link Analysis#MAX_CASES}
 * @param missedCases questions that were not found, at most {@link Analysis#MAX_CASES}
 * @param fit null unless thresholds were fitted
 */
@JsonInclude(Include.NON_NULL)
record Report(
    String command,
    Map<String, String> versions,
    int collection,
    List<String> rejected,
    double seconds,
    Thresholds thresholds,
    Thresholds recorded,
    Figures findable,
    Figures absent,
    Map<String, Figures> groups,
    Histogram.Bins predictionRight,
    Histogram.Bins predictionWrong,
    Histogram.Bins cosineRight,
    Histogram.Bins cosineWrong,
    Histogram.Bins pointsRight,
    Histogram.Bins pointsWrong,
    Map<String, StageTimes.Summary> stages,
    List<Duplicates.Pair> duplicates,
    List<Coincidence> coincidences,
    List<Case> wrongCases,
    List<Case> missedCases,
    FitReport fit) {

  /**
   * Thresholds fitted on one half of the pictures and measured on the other.
   *
   * @param minPrecision that was asked for
   * @param onFitted the half that was fitted on, by the fitted thresholds
   * @param onOther the other half, by the fitted thresholds
   * @param onOtherBefore the other half, by the thresholds that decided
   * @param curve the trade-off on the half that was fitted on
   */
  record FitReport(
      double minPrecision,
      Thresholds thresholds,
      Figures onFitted,
      Figures onOther,
      Figures onOtherBefore,
      List<ThresholdFitter.TradeOff> curve) {}

  /** All questions that count. */
  Figures all() {
    return findable.plus(absent);
  }

  /** Questions answered in a second; 0 if there was none. */
  double questionsPerSecond() {
    return all().asked() == 0 ? 0 : all().asked() / seconds;
  }
}
