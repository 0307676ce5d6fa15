package io.morelli.local.stack;

import io.morelli.ingest.IngestJob;
import io.morelli.ingest.IngestOptions;
import io.morelli.local.client.KafkaConnection;
import io.morelli.operators.IndexOptions;
import io.morelli.operators.KafkaOptions;
import io.morelli.query.QueryJob;
import io.morelli.query.QueryOptions;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/** The jobs of the local system, with the embedded index in its directory. */
public final class MorelliJobs {

  /** Consumer groups of the jobs. */
  public static final String INGEST_GROUP = IngestOptions.GROUP.defaultValue();

  public static final String QUERY_GROUP = QueryOptions.GROUP.defaultValue();

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
    Configuration options = new Configuration(further);
    options.set(KafkaOptions.BROKERS, kafka.brokers());
    options.set(KafkaOptions.PROPERTIES, kafka.properties());
    options.set(
        IndexOptions.LOCATION,
        "lucene://" + directory.resolve("index").toAbsolutePath().toUri().getRawPath());
    return List.of(
        new LocalJob(IngestJob.NAME, env -> IngestJob.define(env, options)),
        new LocalJob(QueryJob.NAME, env -> QueryJob.define(env, options)));
  }
}
