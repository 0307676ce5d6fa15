package io.morelli.local.cli;

import io.morelli.embedding.ModelFile;
import io.morelli.embedding.fitting.ModelFits;
import io.morelli.embedding.fitting.Pixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description =
        "Makes a model of the weights of a VGG16: torchvision's state dict (.pth) or a safetensors"
            + " file with the same names. What the weights lack is fitted on pictures: a CAM head,"
            + " the whitening. Nothing in the file is run.")
final class ModelImportCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "WEIGHTS", description = "File with the weights.")
  private Path weights;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description =
          "Pictures to fit on, 1,000 or more, like those that will be searched. Not needed where"
              + " the weights have a CAM head and a projection.")
  private Path pictures;

  @Option(
      names = "--pixels",
      paramLabel = "KIND",
      defaultValue = "AUTO",
      description =
          "What the weights were trained on. PUBLISHED: 0 to 255 minus a mean, as VGG16's authors"
              + " and torchvision's IMAGENET1K_FEATURES; NORMALISED: divided by a deviation, as"
              + " torchvision's IMAGENET1K_V1; AUTO: NORMALISED if the file has trained fully"
              + " connected layers, or none and a first convolution that is not the published one."
              + " Default: ${DEFAULT-VALUE}.")
  private Pixels pixels;

  @Mixin private FitOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    options.run(
        weights,
        spec,
        (name, listener) ->
            ModelFits.importWeights(
                ModelFile.locate(ModelFile.DEFAULT),
                weights,
                pixels,
                pictures == null
                    ? Optional.empty()
                    : Optional.of(FitOptions.pictures(pictures, listener)),
                options.settings(),
                name));
    return ExitCode.OK;
  }
}
