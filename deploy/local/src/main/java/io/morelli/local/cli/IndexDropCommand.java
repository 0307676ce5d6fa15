package io.morelli.local.cli;

import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "drop",
    description =
        "Deletes an index that is not in use, after asking. The published pictures stay, so that it"
            + " can be filled again.")
final class IndexDropCommand implements Callable<Integer> {

  @Mixin private IndexLocation location;

  @Parameters(paramLabel = "NAME", description = "Its name, as 'morelli index show' prints it.")
  private String name;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!yes && !confirmed(out)) {
      out.println("nothing was deleted");
      return ExitCode.INCOMPLETE;
    }
    try (IndexCatalog catalog = ImageIndexes.catalog(location.uri())) {
      catalog.drop(name);
    }
    out.println(name + " is deleted");
    return ExitCode.OK;
  }

  /** Whoever is not there to answer has not confirmed. */
  private boolean confirmed(PrintWriter out) throws IOException {
    out.printf("Delete the index %s? Type its name: ", name);
    out.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    return name.equals(answer);
  }
}
