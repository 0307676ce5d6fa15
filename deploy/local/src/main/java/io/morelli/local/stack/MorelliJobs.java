package io.morelli.local.stack;

import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.ingest.IngestJob;
import io.morelli.ingest.IngestOptions;
import io.morelli.local.client.KafkaConnection;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.IndexOptions;
import io.morelli.operators.KafkaOptions;
import io.morelli.operators.PoisonOptions;
import io.morelli.query.QueryJob;
import io.morelli.query.QueryOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/** The jobs of the local system, with the embedded index in its directory. */
public final class MorelliJobs {

  /** Consumer groups of the jobs. */
  public static final String INGEST_GROUP = IngestOptions.GROUP.defaultValue();

  public static final String QUERY_GROUP = QueryOptions.GROUP.defaultValue();

  /** Both jobs together need at most twice as many slots. */
  private static final int MAX_PARALLELISM = 8;

  private MorelliJobs() {}

  /** See {@link LocalStack.Jobs}. */
  public static List<LocalJob> define(KafkaConnection kafka, Path directory) {
    return define(kafka, directory, new Configuration());
  }

  /**
   * The same.
   *
   * @param further options of the jobs
   */
  public static List<LocalJob> define(
      KafkaConnection kafka, Path directory, Configuration further) {
    // Refused here and now if the index was built with another model, and not by restarting jobs.
    openIndex(directory).close();
    int cores = Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors());
    Configuration options = new Configuration();
    options.set(IngestOptions.READERS, cores);
    options.set(IngestOptions.EMBEDDERS, cores);
    options.set(QueryOptions.READERS, cores);
    options.set(QueryOptions.VERIFIERS, cores);
    options.set(PoisonOptions.DIRECTORY, directory.resolve("in-flight").toString());
    options.addAll(further);
    options.set(KafkaOptions.BROKERS, kafka.brokers());
    options.set(KafkaOptions.PROPERTIES, kafka.properties());
    options.set(IndexOptions.LOCATION, indexUri(directory).toString());
    return List.of(
        new LocalJob(IngestJob.NAME, env -> IngestJob.define(env, options)),
        new LocalJob(QueryJob.NAME, env -> QueryJob.define(env, options)));
  }

  /** Where the index of a system lies that has this data folder. */
  public static URI indexUri(Path directory) {
    return ImageIndexes.uri(directory.resolve("index"));
  }

  /** The index that the jobs write, while they run in this JVM. */
  public static ImageIndex openIndex(Path directory) {
    return ImageIndexes.open(indexUri(directory), EmbeddingOptions.model(new Configuration()));
  }
}
