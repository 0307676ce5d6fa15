package io.morelli.local.cli;

import io.morelli.local.stack.LocalStack;
import io.morelli.local.stack.MorelliJobs;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where and how the local system runs. */
final class StackOptions {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:morelli.data:-morelli-data}",
      description = "Folder of all state: topics, offsets, checkpoints, index, log.")
  private Path data;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Partitions of the topics, when they are created; not with --processes. Default:"
              + " ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Task slots of the Flink cluster; not with --processes. Default: ${DEFAULT-VALUE}.")
  private int slots;

  /** What is done while the system runs. */
  @FunctionalInterface
  interface Action {

    /**
     * @param stop tells of Ctrl-C, which also interrupts this call
     * @return exit code
     */
    int run(LocalStack stack, StopSignal stop) throws Exception;
  }

  /**
   * Starts the system, does the action and stops the system in order, also at Ctrl-C.
   *
   * @param subfolder of the data folder; empty for itself
   * @param kafkaPort 0 for a free one
   * @param dashboardPort 0 for a free one
   */
  int run(String subfolder, int kafkaPort, int dashboardPort, Action action) throws Exception {
    Path directory = folder(subfolder);
    Logging.toFile(directory.resolve("morelli.log"));
    LocalStack.Settings settings =
        new LocalStack.Settings(directory, kafkaPort, dashboardPort, partitions, slots);
    try (StopSignal stop = new StopSignal();
        LocalStack stack = LocalStack.start(settings, MorelliJobs::define)) {
      return action.run(stack, stop);
    }
  }

  Path folder(String subfolder) {
    return data.resolve(subfolder);
  }
}
