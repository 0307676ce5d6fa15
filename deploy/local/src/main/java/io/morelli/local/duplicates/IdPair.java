package io.morelli.local.duplicates;

/**
 * Two images, in whichever order they were named.
 *
 * @param first the id that comes first by character
 * @param second the other one
 */
public record IdPair(String first, String second) {

  public IdPair {
    if (first.compareTo(second) >= 0) {
      throw new IllegalArgumentException(
          "two different ids in order are needed: '%s', '%s'".formatted(first, second));
    }
  }

  /**
   * @throws IllegalArgumentException if both are the same
   */
  public static IdPair of(String a, String b) {
    return a.compareTo(b) < 0 ? new IdPair(a, b) : new IdPair(b, a);
  }
}
