package io.morelli.experiment;

/**
 * Counts of a set of questions.
 *
 * @param asked questions
 * @param findable those whose picture is in the collection
 * @param found findable ones that were answered with it
 * @param foundInFurtherPass those of them that the first pass did not find
 * @param rightMatches matches that show what the question shows
 * @param wrongMatches matches that do not
 * @param falseAnswers questions with at least one wrong match
 * @param errors questions that were answered with an error
 */
record Figures(
    int asked,
    int findable,
    int found,
    int foundInFurtherPass,
    int rightMatches,
    int wrongMatches,
    int falseAnswers,
    int errors) {

  static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0);

  static Figures of(Recorded answer, Verdict verdict) {
    boolean findable = answer.question().findable();
    boolean found = findable && verdict.found();
    return new Figures(
        1,
        findable ? 1 : 0,
        found ? 1 : 0,
        found && answer.furtherPass() ? 1 : 0,
        verdict.right().size(),
        verdict.wrong().size(),
        verdict.wrong().isEmpty() ? 0 : 1,
        answer.error() == null ? 0 : 1);
  }

  Figures plus(Figures other) {
    return new Figures(
        asked + other.asked,
        findable + other.findable,
        found + other.found,
        foundInFurtherPass + other.foundInFurtherPass,
        rightMatches + other.rightMatches,
        wrongMatches + other.wrongMatches,
        falseAnswers + other.falseAnswers,
        errors + other.errors);
  }

  /** Share of the findable questions that were found, 0 to 1; 1 if there was none. */
  double recall() {
    return findable == 0 ? 1 : (double) found / findable;
  }

  /** Share of the matches that are right, 0 to 1; 1 if there was no match. */
  double precision() {
    int matches = rightMatches + wrongMatches;
    return matches == 0 ? 1 : (double) rightMatches / matches;
  }
}
