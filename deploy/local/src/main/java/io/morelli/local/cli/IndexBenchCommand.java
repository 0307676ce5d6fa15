package io.morelli.local.cli;

import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.local.client.TaskBar;
import io.morelli.local.cluster.ResidentMemory;
import io.morelli.local.indexing.IndexBenchmark;
import io.morelli.local.indexing.SearchBenchmark.Searches;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description =
        "Measures indexes side by side with synthetic pictures, whose vectors have the statistics of"
            + " real ones: upserts a second; time of a search with features and recall against an"
            + " exact search, right after the writing and when the index has settled; memory. Makes"
            + " an index called "
            + IndexBenchmark.NAME
            + " at each location and deletes it in the end.")
final class IndexBenchCommand implements Callable<Integer> {

  @Option(
      names = "--location",
      paramLabel = "URI",
      required = true,
      description =
          "lucene:///FOLDER (the index is made beside that folder) or milvus://HOST:PORT; may be"
              + " repeated.")
  private List<URI> locations;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description =
          "Process of a Milvus server on this machine, whose memory is to be shown, or - for one that"
              + " is elsewhere; one for each such location, in their order.")
  private List<String> serverPids = List.of();

  @Option(
      names = "--vectors",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Pictures to write. Default: ${DEFAULT-VALUE}.")
  private int vectors;

  @Option(
      names = "--dimension",
      paramLabel = "N",
      defaultValue = "256",
      description = "Of the vectors. Default: ${DEFAULT-VALUE}.")
  private int dimension;

  @Option(
      names = "--feature-bytes",
      paramLabel = "N",
      defaultValue = "64800",
      description =
          "Key points of a picture, at most "
              + ImageIndex.MAX_FEATURES_BYTES
              + ". Default: ${DEFAULT-VALUE}, those of 1,800.")
  private int featureBytes;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Pictures in one write. Default: ${DEFAULT-VALUE}, as in the ingest job.")
  private int batch;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "200",
      description = "Searches to time. Default: ${DEFAULT-VALUE}.")
  private int queries;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Searches at the same time, beside the measurement of one after the other. Default:"
              + " ${DEFAULT-VALUE}.")
  private int inFlight;

  @Option(
      names = "--top-n",
      paramLabel = "N",
      defaultValue = "100",
      description = "Pictures that a search asks for. Default: ${DEFAULT-VALUE}.")
  private int topN;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the random numbers. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    IndexBenchmark benchmark =
        new IndexBenchmark(
            new IndexBenchmark.Settings(
                vectors, dimension, featureBytes, batch, queries, inFlight, topN, seed));
    Deque<IndexBenchmark.Memory> servers = servers();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d vectors of %d dimensions, %,d bytes of features, batches of %d; %d searches, 1 and %d in"
            + " flight, milliseconds%n%n",
        vectors,
        dimension,
        featureBytes,
        batch,
        queries,
        inFlight);
    String together = "x%d".formatted(inFlight);
    out.printf(
        "%-18s %-9s %-8s %9s %8s %8s %8s %8s %8s %9s %10s %8s %8s%n",
        "engine",
        "index",
        "state",
        "upserts/s",
        "settle s",
        "p50",
        "p99",
        "p50 " + together,
        "p99 " + together,
        "recall@1",
        "recall@" + topN,
        "RSS MB",
        "disk MB");
    for (URI location : locations) {
      IndexBenchmark.Memory memory = ImageIndexes.isMilvus(location) ? servers.pop() : new Growth();
      IndexBenchmark.Result result;
      try (ProgressBar bar = TaskBar.of("writing", vectors)) {
        result = benchmark.run(location, memory, bar::stepTo);
      }
      print(result, out);
    }
    return ExitCode.OK;
  }

  /** One for each Milvus location. */
  private Deque<IndexBenchmark.Memory> servers() {
    Deque<IndexBenchmark.Memory> servers = new ArrayDeque<>();
    serverPids.forEach(pid -> servers.add(memoryOf(pid)));
    while (servers.size() < locations.size()) {
      servers.add(memoryOf("-"));
    }
    return servers;
  }

  private static IndexBenchmark.Memory memoryOf(String pid) {
    if (pid.equals("-")) {
      return () -> 0;
    }
    try {
      ProcessHandle process =
          ProcessHandle.of(Long.parseLong(pid))
              .orElseThrow(() -> new IllegalArgumentException("there is no process " + pid));
      return () -> ResidentMemory.of(process);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--server-pid is a number or -, not " + pid, e);
    }
  }

  /** The embedded index lies in this process, which had memory before. */
  private static final class Growth implements IndexBenchmark.Memory {

    private final long before = ResidentMemory.of(ProcessHandle.current());

    @Override
    public long bytes() {
      return ResidentMemory.of(ProcessHandle.current()) - before;
    }
  }

  private static void print(IndexBenchmark.Result result, PrintWriter out) {
    String engine = result.index().engine();
    String type = result.index().indexType();
    print(
        out,
        engine,
        type,
        "fresh",
        "%.0f".formatted(result.upsertsPerSecond()),
        "",
        result.fresh());
    out.println();
    print(
        out,
        engine,
        type,
        "settled",
        "",
        String.format(Locale.ROOT, "%.1f", result.settleSeconds()),
        result.settled());
    out.printf(
        " %8s %8s%n",
        result.memoryBytes() == 0 ? "-" : "%.0f".formatted(result.memoryBytes() / 1e6),
        result.index().bytes().isPresent()
            ? "%.0f".formatted(result.index().bytes().getAsLong() / 1e6)
            : "-");
    out.flush();
  }

  private static void print(
      PrintWriter out,
      String engine,
      String type,
      String state,
      String rate,
      String settling,
      Searches searches) {
    out.printf(
        Locale.ROOT,
        "%-18s %-9s %-8s %9s %8s %8.1f %8.1f %8.1f %8.1f %9.3f %10.4f",
        engine,
        type,
        state,
        rate,
        settling,
        searches.alone().p50(),
        searches.alone().p99(),
        searches.together().p50(),
        searches.together().p99(),
        searches.nearest(),
        searches.recall());
  }
}
