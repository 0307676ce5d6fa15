package io.morelli.local.cli;

import io.morelli.image.Region;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.message.Explain;
import io.morelli.message.SearchResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "search",
    description =
        "Asks which published pictures these show. Exit code 0 if each of them was found, 1 if not.")
final class SearchCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafkaOptions;

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Pictures to ask for.")
  private List<Path> files = List.of();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Ask for what resembles this published picture; may be repeated.")
  private List<String> ids = List.of();

  @Option(
      names = "--top-n",
      paramLabel = "N",
      description = "How many candidates are verified. Default: the system's.")
  private Integer topN;

  @Option(
      names = "--filter",
      paramLabel = "NAME=VALUE",
      description = "Metadata that an answer must have; may be repeated.")
  private Map<String, String> filter = Map.of();

  @Option(
      names = "--crop",
      paramLabel = "X,Y,W,H",
      converter = RegionConverter.class,
      description = "Search with this part only, in fractions of width and height.")
  private Region crop = Region.WHOLE;

  @Option(names = "--explain", description = "Also list the candidates that were turned down.")
  private boolean explain;

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description =
          "Save drawings of the first matches in this folder, as PNG: key points that agree and"
              + " where the picture lies in the match.")
  private Path drawings;

  @Option(
      names = "--json",
      description = "Print each answer as one line of JSON, in the order of the questions.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for an answer. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (files.isEmpty() && ids.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "name a FILE or an --id to ask for");
    }
    SearchQuery.Options options =
        new SearchQuery.Options(
            topN == null ? OptionalInt.empty() : OptionalInt.of(topN),
            filter,
            crop,
            explanations());
    Map<String, SearchQuery> queries = new LinkedHashMap<>();
    for (Path file : files) {
      queries.put(file.toString(), SearchQuery.picture(Files.readAllBytes(file), options));
    }
    ids.forEach(id -> queries.put(id, SearchQuery.imageId(id, options)));

    KafkaConnection kafka = kafkaOptions.connect();
    boolean foundAll = true;
    int question = 0;
    try (SearchClient client =
        new SearchClient(kafka, Topics.REQUESTS, Topics.RESPONSES, Duration.ofSeconds(timeout))) {
      Map<String, CompletableFuture<SearchResponse>> answers = new LinkedHashMap<>();
      queries.forEach((name, query) -> answers.put(name, client.search(query)));
      for (var answer : answers.entrySet()) {
        SearchResponse response = client.await(answer.getValue());
        print(answer.getKey(), response);
        save(++question, response);
        foundAll &= response.status() == SearchResponse.Status.MATCH;
      }
    }
    return foundAll ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private Set<Explain> explanations() {
    Set<Explain> wanted = EnumSet.noneOf(Explain.class);
    if (explain) {
      wanted.add(Explain.REJECTED);
    }
    if (drawings != null) {
      wanted.add(Explain.PICTURE);
    }
    return wanted;
  }

  private void print(String name, SearchResponse response) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(response.toJson(), StandardCharsets.UTF_8));
    } else {
      out.print(ResponseTable.format(name, response));
    }
    out.flush();
  }

  private void save(int question, SearchResponse response) throws IOException {
    if (drawings == null) {
      return;
    }
    // What reads the JSON wants nothing else between its lines.
    PrintWriter out = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    Drawings.save(drawings, question, response.matches()).forEach(out::println);
    out.flush();
  }
}
