package io.morelli.local.cli;

import io.morelli.embedding.ModelFile;
import picocli.CommandLine.Option;

/** Which model a command works with. */
final class ModelOption {

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = ModelFile.DEFAULT,
      description = "Folder of a model. Default: the one that comes with Morelli.")
  private String model;

  ModelFile locate() {
    return ModelFile.locate(model);
  }
}
