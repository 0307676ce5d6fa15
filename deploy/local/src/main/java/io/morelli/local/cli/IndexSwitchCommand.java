package io.morelli.local.cli;

import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexCatalog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "switch",
    description =
        "Makes a Milvus collection the serving one: points the alias to it. Jobs that run keep the"
            + " collection that they started with; start them again with the model of this one. To"
            + " go back, switch to the former.")
final class IndexSwitchCommand implements Callable<Integer> {

  @Mixin private IndexLocation location;

  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (IndexCatalog catalog = ImageIndexes.catalog(location.uri())) {
      catalog.switchTo(name);
    }
    spec.commandLine().getOut().println(name + " serves now; start the jobs again");
    return ExitCode.OK;
  }
}
