package io.morelli.local.torture;

import java.util.Map;

/**
 * What a system does at one moment of a {@link Soak}.
 *
 * @param minutes since its start
 * @param indexed pictures in the index
 * @param answered searches so far
 * @param found of them, those that named their picture
 * @param searchP50 milliseconds a search took since the last sample; NaN if there was none
 * @param searchP99 likewise
 * @param delayP50 milliseconds from publishing a picture to its being findable, of the last
 *     thousand of a subtask
 * @param delayP99 likewise
 * @param residentBytes memory of each process by its name
 */
public record SoakSample(
    double minutes,
    long indexed,
    int answered,
    int found,
    double searchP50,
    double searchP99,
    long delayP50,
    long delayP99,
    Map<String, Long> residentBytes) {

  /** Memory of all processes. */
  public long totalBytes() {
    return residentBytes.values().stream().mapToLong(Long::longValue).sum();
  }
}
