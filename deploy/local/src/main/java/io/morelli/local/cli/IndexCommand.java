package io.morelli.local.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "index",
    description = "Makes, looks at, checks and replaces indexes; see docs/index.md.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IndexCreateCommand.class,
      IndexShowCommand.class,
      IndexVerifyCommand.class,
      IndexReembedCommand.class,
      IndexSwitchCommand.class,
      IndexDropCommand.class,
      IndexBenchCommand.class
    })
final class IndexCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Without a subcommand. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
