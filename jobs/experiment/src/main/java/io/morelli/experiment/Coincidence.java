package io.morelli.experiment;

/**
 * An absent picture, asked as it is, and one of the collection that share as many matching points
 * as true duplicates do. A person has to say whether they show the same.
 */
record Coincidence(Question question, Scored candidate) {}
