package io.morelli.local.cli;

import io.morelli.local.stack.MorelliJobs;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which index a command is about. */
final class IndexLocation {

  @Option(
      names = "--index",
      paramLabel = "URI",
      description =
          "lucene:///FOLDER, or milvus://HOST:PORT/DATABASE with options (docs/index.md). Default:"
              + " the local system's.")
  private URI index;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:morelli.data:-morelli-data}",
      description = "Data folder of the local system.")
  private Path data;

  URI uri() {
    return index == null ? MorelliJobs.indexUri(data) : index;
  }
}
