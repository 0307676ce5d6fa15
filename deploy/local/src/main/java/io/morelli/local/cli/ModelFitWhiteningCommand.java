package io.morelli.local.cli;

import io.morelli.embedding.ModelFile;
import io.morelli.embedding.fitting.FittedModel;
import io.morelli.embedding.fitting.ModelFits;
import io.morelli.local.model.FitBar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "fit-whitening",
    description =
        "Fits the projection of a model on pictures of one's own and writes a new model. An index"
            + " that was built with the model before has to be built anew.")
final class ModelFitWhiteningCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "Pictures to fit on, 1,000 or more, like those that will be searched.")
  private Path pictures;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = ModelFile.DEFAULT,
      description = "Folder of a model. Default: the one that comes with Morelli.")
  private String model;

  @Mixin private FitOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ModelFile base = ModelFile.locate(model);
    String name = options.name(pictures);
    Path folder = options.folder(name);
    FittedModel fitted;
    try (FitBar bar = new FitBar(spec.commandLine().getErr())) {
      fitted =
          ModelFits.fitWhitening(
              base, FitOptions.pictures(pictures, bar), options.settings(), name);
    }
    FitOptions.write(fitted, folder, spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
