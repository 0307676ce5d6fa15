package io.morelli.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the operating system says of a process's memory; known on Linux only. */
public final class ResidentMemory {

  private static final String LINE = "VmRSS:";

  private ResidentMemory() {}

  /**
   * Resident memory of a process and of those that it started, bytes; 0 where it cannot be known.
   */
  public static long of(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToLong(ResidentMemory::ofOne)
        .sum();
  }

  private static long ofOne(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", process.pid() + "", "status"))) {
      return lines
          .filter(line -> line.startsWith(LINE))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      // It has ended, or this is no Linux.
      return 0;
    }
  }
}
