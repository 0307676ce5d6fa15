package io.morelli.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexCatalog;
import io.morelli.index.IndexDescription;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    description =
        "Shows the indexes at a location: which one serves, model, pictures, index type, size."
            + " Exit code 0 if there is one, 1 if not.")
final class IndexShowCommand implements Callable<Integer> {

  @Mixin private IndexLocation location;

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    List<IndexDescription> indexes;
    try (IndexCatalog catalog = ImageIndexes.catalog(location.uri())) {
      indexes = catalog.list();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper()
              .writeValueAsString(indexes.stream().map(IndexShowCommand::fields).toList()));
    } else if (indexes.isEmpty()) {
      out.println("there is no index");
    } else {
      indexes.forEach(index -> print(index, out));
    }
    return indexes.isEmpty() ? ExitCode.INCOMPLETE : ExitCode.OK;
  }

  /** What is not known is left out. */
  private static Map<String, Object> fields(IndexDescription index) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", index.name());
    fields.put("serving", index.serving());
    fields.put("engine", index.engine());
    fields.put("modelName", index.modelName());
    fields.put("modelVersion", index.modelVersion());
    fields.put("dimension", index.dimension());
    index.count().ifPresent(count -> fields.put("count", count));
    fields.put("indexType", index.indexType());
    fields.put("parameters", index.parameters());
    index.bytes().ifPresent(bytes -> fields.put("bytes", bytes));
    return fields;
  }

  private static void print(IndexDescription index, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s%s%n"
            + "  engine      %s%n"
            + "  model       %s %s%n"
            + "  dimension   %d%n"
            + "  pictures    %s%n"
            + "  index type  %s %s%n"
            + "  on disk     %s%n",
        index.name(),
        index.serving() ? "   serving" : "",
        index.engine(),
        index.modelName(),
        index.modelVersion(),
        index.dimension(),
        index.count().isPresent()
            ? "%,d".formatted(index.count().getAsLong())
            : "not known: it is not loaded",
        index.indexType(),
        index.parameters(),
        index.bytes().isPresent()
            ? "%.1f MB".formatted(index.bytes().getAsLong() / 1e6)
            : "the server does not say");
  }
}
