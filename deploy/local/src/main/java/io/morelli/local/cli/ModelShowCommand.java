package io.morelli.local.cli;

import io.morelli.embedding.ModelDescription;
import io.morelli.embedding.ModelFile;
import io.morelli.local.model.ModelText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    description =
        "Shows what a model consists of: version, network, pooling, thresholds, files, where it"
            + " comes from.")
final class ModelShowCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      defaultValue = ModelFile.DEFAULT,
      description = "Folder of a model. Default: the one that comes with Morelli.")
  private String model;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ModelDescription description = ModelDescription.of(ModelFile.locate(model));
    spec.commandLine()
        .getOut()
        .print(json ? ModelText.json(description) : ModelText.of(description));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
