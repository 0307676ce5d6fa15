package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.message.RejectedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A process that dies in the middle of its work, as if by a fault in native code. */
final class DyingProcess {

  private static final int STATUS = 77;

  private DyingProcess() {}

  /**
   * Returns when it is dead.
   *
   * @param ids of the records that it is working on, at the same time
   */
  static void run(Path directory, String... ids) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DyingProcess.class.getName(),
                directory.toString())
            .inheritIO();
    builder.command().addAll(List.of(ids));
    assertThat(builder.start().waitFor()).isEqualTo(STATUS);
  }

  public static void main(String[] args) throws RejectedException {
    workOn(new PoisonSettings(args[0], 100), List.of(args).subList(1, args.length));
  }

  private static void workOn(PoisonSettings settings, List<String> ids) throws RejectedException {
    if (ids.isEmpty()) {
      // No finally block and no shutdown hook runs.
      Runtime.getRuntime().halt(STATUS);
    }
    try (PoisonGuard guard = PoisonGuard.open(settings)) {
      guard.run(
          ids.get(0),
          "read",
          () -> {
            workOn(settings, ids.subList(1, ids.size()));
            return null;
          });
    }
  }
}
