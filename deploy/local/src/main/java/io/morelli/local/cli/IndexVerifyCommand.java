package io.morelli.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexCatalog;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.indexing.IndexComparison;
import io.morelli.local.indexing.IndexRepair;
import io.morelli.local.indexing.PublishedState;
import io.morelli.local.stack.MorelliJobs;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    description =
        "Compares the index with what was published, by checksums and metadata, and lists what is"
            + " missing, stale (another version) or orphaned (deleted or never published). Exit code"
            + " 0 if nothing is, 1 if something is. The system may be running.")
final class IndexVerifyCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private IndexLocation location;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Collection to compare. Default: the serving one.")
  private String name;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description =
          "Consumer group of the job that writes the index: what it has not come to yet is pending,"
              + " not missing. Default: that of the ingest job.")
  private String group = MorelliJobs.INGEST_GROUP;

  @Option(
      names = "--repair",
      description =
          "Publish again what is missing or stale and delete what is orphaned, by way of the topic;"
              + " the ingest job does the rest.")
  private boolean repair;

  @Option(names = "--json", description = "Print a JSON object instead.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    KafkaConnection kafka = kafkaOptions.connect();
    PublishedState published =
        PublishedState.read(kafka, Topics.IMAGES, Topics.DEAD_LETTERS, group);
    IndexComparison comparison;
    try (IndexCatalog catalog = ImageIndexes.catalog(location.uri());
        ImageIndex index = catalog.read(name)) {
      comparison = IndexComparison.of(published, index);
    }
    PrintWriter out = spec.commandLine().getOut();
    print(comparison, out);
    if (repair && !comparison.isConsistent()) {
      IndexRepair.Report report = new IndexRepair(kafka, published).repair(comparison);
      // Not in the way of the JSON.
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "%,d published again, %,d deleted, %,d left alone because they changed meanwhile;"
                  + " verify again when the ingest job is done%n",
              report.published(),
              report.deleted(),
              report.overtaken());
    }
    return comparison.isConsistent() ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private void print(IndexComparison comparison, PrintWriter out) throws JsonProcessingException {
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(comparison));
      return;
    }
    print("missing", comparison.missing(), out);
    print("stale", comparison.stale(), out);
    print("orphaned", comparison.orphaned(), out);
    out.printf(
        Locale.ROOT,
        "%,d published, %,d indexed: %,d missing, %,d stale, %,d orphaned; %,d rejected, %,d"
            + " pending%n",
        comparison.published(),
        comparison.indexed(),
        comparison.missing().size(),
        comparison.stale().size(),
        comparison.orphaned().size(),
        comparison.rejected().size(),
        comparison.pending().size());
  }

  private static void print(String what, List<String> ids, PrintWriter out) {
    ids.forEach(id -> out.printf("%-8s  %s%n", what, id));
  }
}
