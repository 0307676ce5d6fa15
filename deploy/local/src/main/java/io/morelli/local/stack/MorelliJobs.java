package io.morelli.local.stack;

import io.morelli.local.client.KafkaConnection;
import java.nio.file.Path;
import java.util.List;

/** The jobs of the local system. */
public final class MorelliJobs {

  /** Names of the jobs, which are those of their consumer groups, too. */
  public static final String INGEST = "morelli-ingest";

  public static final String QUERY = "morelli-query";

  private MorelliJobs() {}

  /** See {@link LocalStack.Jobs}. */
  public static List<LocalJob> define(KafkaConnection kafka, Path directory) {
    return List.of();
  }
}
