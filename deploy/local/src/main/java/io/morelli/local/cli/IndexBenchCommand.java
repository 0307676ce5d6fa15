package io.morelli.local.cli;

import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.local.client.TaskBar;
import io.morelli.local.indexing.IndexBenchmark;
import io.morelli.local.indexing.ResidentMemory;
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
        "Measures indexes side by side with synthetic pictures: upserts a second, time of a search"
            + " with features, recall against an exact search, memory. Makes an index called "
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
          "Process of a Milvus server on this machine, whose memory is to be shown; one for each"
              + " such location, in their order.")
  private List<Long> serverPids = List.of();

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
      defaultValue = "36000",
      description =
          "Key points of a picture, at most "
              + ImageIndex.MAX_FEATURES_BYTES
              + ". Default: ${DEFAULT-VALUE}, those of 1,000.")
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
      description = "Searches to time, one after the other. Default: ${DEFAULT-VALUE}.")
  private int queries;

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
  public Integer call() {
    IndexBenchmark benchmark =
        new IndexBenchmark(
            new IndexBenchmark.Settings(
                vectors, dimension, featureBytes, batch, queries, topN, seed));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d vectors of %d dimensions, %,d bytes of features, batches of %d, %d searches%n%n",
        vectors,
        dimension,
        featureBytes,
        batch,
        queries);
    out.printf(
        "%-24s %-10s %11s %9s %9s %11s %9s %9s%n",
        "engine", "index", "upserts/s", "p50 ms", "p99 ms", "recall@" + topN, "RSS MB", "disk MB");
    Deque<Long> pids = new ArrayDeque<>(serverPids);
    for (URI location : locations) {
      IndexBenchmark.Memory memory =
          ImageIndexes.isMilvus(location) ? memoryOf(pids.poll()) : new Growth();
      IndexBenchmark.Result result;
      try (ProgressBar bar = TaskBar.of("writing", vectors)) {
        result = benchmark.run(location, memory, bar::stepTo);
      }
      print(result, out);
    }
    return ExitCode.OK;
  }

  /**
   * @param pid null if it is not known
   */
  private static IndexBenchmark.Memory memoryOf(Long pid) {
    return () ->
        pid == null ? 0 : ProcessHandle.of(pid).map(ResidentMemory::of).orElse(0L).longValue();
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
    out.printf(
        Locale.ROOT,
        "%-24s %-10s %11.0f %9.1f %9.1f %11.4f %9s %9s%n",
        result.index().engine(),
        result.index().indexType(),
        result.upsertsPerSecond(),
        result.p50(),
        result.p99(),
        result.recall(),
        result.memoryBytes() == 0 ? "-" : "%.0f".formatted(result.memoryBytes() / 1e6),
        result.index().bytes().isPresent()
            ? "%.0f".formatted(result.index().bytes().getAsLong() / 1e6)
            : "-");
    out.flush();
  }
}
