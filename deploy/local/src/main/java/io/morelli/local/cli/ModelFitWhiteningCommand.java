package io.morelli.local.cli;

import io.morelli.embedding.fitting.ModelFits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Mixin private ModelOption model;

  @Mixin private FitOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    options.run(
        pictures,
        spec,
        (name, listener) ->
            ModelFits.fitWhitening(
                model.locate(), FitOptions.pictures(pictures, listener), options.settings(), name));
    return ExitCode.OK;
  }
}
