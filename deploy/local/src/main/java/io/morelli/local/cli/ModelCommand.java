package io.morelli.local.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "model",
    description = "Looks at embedding models and makes new ones; see docs/model.md.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelShowCommand.class,
      ModelCamCommand.class,
      ModelImportCommand.class,
      ModelFitWhiteningCommand.class
    })
final class ModelCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Without a subcommand. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
