package io.morelli.local.cli;

import io.morelli.embedding.ModelFile;
import io.morelli.embedding.ModelInfo;
import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexCatalog;
import io.morelli.index.IndexDescription;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.TaskBar;
import io.morelli.local.indexing.Reembedding;
import io.morelli.local.stack.MorelliJobs;
import io.morelli.operators.EmbeddingOptions;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "reembed",
    description =
        "Fills another index with the published pictures, embedded by another model, while the"
            + " serving one goes on. Ends when it has come to where the topic ended at the start; run"
            + " again, it goes on from there.")
final class IndexReembedCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private IndexLocation location;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "The other model; '" + ModelFile.DEFAULT + "' for the shipped one.")
  private String model;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description =
          "Collection to fill, in the same database; or folder, beside that of the index. Default:"
              + " named after the alias or folder and the model's version.")
  private String target;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Option of the ingest job (docs/options.md), such as embedding.device=gpu; may be"
              + " repeated.")
  private Map<String, String> options = Map.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ModelInfo info = ModelFile.locate(model).info();
    URI uri = location.uri();
    String name = target == null ? ImageIndexes.usualName(uri, info) : target;
    URI place = ImageIndexes.beside(uri, name);
    checkNotServing(uri, name);
    KafkaConnection kafka = kafkaOptions.connect();

    Configuration further = Configuration.fromMap(options);
    further.set(EmbeddingOptions.MODEL, model);
    String group = MorelliJobs.INGEST_GROUP + "-" + name;
    long start = System.nanoTime();
    long count;
    try (ProgressBar bar = TaskBar.of("embedding", 0)) {
      count = new Reembedding(kafka, place, group, further).run(new BarProgress(bar));
    }
    // So that what it finds does not change any more when it serves.
    try (IndexCatalog catalog = ImageIndexes.catalog(place)) {
      catalog.settle(name);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s holds %,d pictures, embedded by %s in %.1f s.%n%s"
                + "Start the jobs with --embedding.model %s --ingest.group %s --index.uri %s%n",
            name,
            count,
            info.name(),
            seconds,
            ImageIndexes.isMilvus(uri) ? "Let it serve: morelli index switch " + name + "\n" : "",
            model,
            group,
            ImageIndexes.isMilvus(uri) ? uri : place);
    return ExitCode.OK;
  }

  private static void checkNotServing(URI uri, String name) {
    try (IndexCatalog catalog = ImageIndexes.catalog(uri)) {
      for (IndexDescription index : catalog.list()) {
        if (index.serving() && index.name().equals(name)) {
          throw new IllegalArgumentException(
              "%s is the index that serves: name another one by --target".formatted(name));
        }
      }
    }
  }

  private record BarProgress(ProgressBar bar) implements Reembedding.Progress {

    @Override
    public void started(long records) {
      bar.maxHint(records);
    }

    @Override
    public void done(long records) {
      bar.stepTo(records);
    }
  }
}
