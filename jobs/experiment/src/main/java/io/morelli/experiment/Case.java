package io.morelli.experiment;

/**
 * A question whose answer a person should see.
 *
 * @param correct the best candidate that shows what the question shows; null if there is none
 * @param wrong the best wrong match; null if there is none
 * @param error of the answer; null if there is none
 */
record Case(
    Question question,
    Scored correct,
    String correctRule,
    Scored wrong,
    String wrongRule,
    String error) {}
