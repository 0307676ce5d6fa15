package io.morelli.experiment;

import java.io.Serializable;
import java.util.Objects;

/**
 * A picture to ask for.
 *
 * @param kind how its answer counts
 * @param group under which it is counted in the report, such as the name of a deformation
 * @param picture the image id it was made from, or the file's name; for people
 * @param file that holds the picture; null if the image id itself is asked
 * @param recipe that deforms it; null for the picture as it is
 * @param seed of what the recipe leaves to chance
 * @param expected id of the image it shows, which need not be in the collection
 */
record Question(
    Kind kind, String group, String picture, String file, String recipe, long seed, String expected)
    implements Serializable {

  /** How an answer counts. */
  enum Kind {
    /** A deformed copy of a picture of the collection. */
    DEFORMED,
    /** A picture of which somebody said what it shows. */
    LABELLED,
    /** A picture that is not in the collection: any match is a false answer. */
    ABSENT,
    /** An indexed picture asked for itself: finds true duplicates, counts nowhere. */
    ITSELF
  }

  Question {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(expected, "expected");
  }

  /** For people, such as {@code mona-lisa, mirrored}. */
  String about() {
    return recipe == null ? picture : picture + ", " + recipe;
  }

  /** Whether the picture is in the collection, so that it should be found. */
  boolean findable() {
    return kind == Kind.DEFORMED || kind == Kind.LABELLED;
  }
}
