package io.morelli.local.cli;

import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexCatalog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "create",
    description =
        "Makes an empty index for a model, which jobs do by themselves where there is none. In"
            + " Milvus the first one becomes the serving one. Does nothing if it is there.")
final class IndexCreateCommand implements Callable<Integer> {

  @Mixin private IndexLocation location;

  @Mixin private ModelOption model;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (IndexCatalog catalog = ImageIndexes.catalog(location.uri())) {
      String name = catalog.create(model.locate().info());
      spec.commandLine().getOut().println(name);
    }
    return ExitCode.OK;
  }
}
