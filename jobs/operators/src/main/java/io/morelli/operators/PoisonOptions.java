package io.morelli.operators;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/** How a record that kills its process is kept from doing so for ever; see {@link PoisonGuard}. */
public final class PoisonOptions {

  public static final ConfigOption<Integer> CRASHES =
      ConfigOptions.key("poison.crashes")
          .intType()
          .defaultValue(3)
          .withDescription(
              "A record that was being decoded, searched for key points or compared when its task"
                  + " manager died or its task failed, so many times, is POISONOUS: it goes to the"
                  + " dead letters, or is answered with an error. 0 for never.");

  public static final ConfigOption<String> DIRECTORY =
      ConfigOptions.key("poison.directory")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Folder on the task managers where crashes are kept track of. It must outlive a task"
                  + " manager; where they move between hosts, it must be on storage that they share"
                  + " and that supports file locks. Empty for one in the temporary folder of each"
                  + " host. Deleting its files gives poisonous records another chance.");

  private PoisonOptions() {}

  public static PoisonSettings settings(Configuration options) {
    return new PoisonSettings(options.get(DIRECTORY), options.get(CRASHES));
  }
}
