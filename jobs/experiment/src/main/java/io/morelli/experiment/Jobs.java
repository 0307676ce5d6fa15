package io.morelli.experiment;

import io.morelli.decision.Thresholds;
import io.morelli.embedding.ModelInfo;
import io.morelli.ingest.IngestJob;
import io.morelli.ingest.IngestOptions;
import io.morelli.operators.EmbedderProvider;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.IndexOptions;
import io.morelli.operators.IndexProvider;
import io.morelli.query.QueryOptions;
import io.morelli.query.QuerySettings;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/**
 * What the two jobs of an experiment run with.
 *
 * @param index that the experiment may change: afterwards it holds the plan's collection and
 *     nothing else
 */
public record Jobs(
    IngestJob.Settings ingest,
    QuerySettings query,
    EmbedderProvider embedders,
    IndexProvider index) {

  /** Nobody waits for an answer, and none should be partial because the machine is busy. */
  private static final Duration TIMEOUT = Duration.ofHours(1);

  /** As the jobs themselves read their options, except that no answer is cut short. */
  public static Jobs of(Configuration options) {
    Configuration patient = new Configuration(options);
    patient.set(QueryOptions.TIMEOUT, TIMEOUT);
    // What counts is how many are answered, as in ingestion, and not how soon a single one is.
    patient.set(QueryOptions.EMBEDDERS, patient.get(IngestOptions.EMBEDDERS));
    ModelInfo model = EmbeddingOptions.model(patient);
    return new Jobs(
        IngestOptions.settings(patient, model),
        QueryOptions.settings(patient, model),
        EmbeddingOptions.embedders(patient, model, patient.get(IngestOptions.EMBED_THREADS)),
        IndexOptions.provider(patient, model));
  }

  ModelInfo model() {
    return query.model();
  }

  /** The query job's settings with other thresholds. */
  QuerySettings query(Thresholds thresholds) {
    return new QuerySettings(
        query.pictures(),
        query.verifier(),
        model().withThresholds(thresholds),
        query.topN(),
        query.maxTopN(),
        query.timeout(),
        query.responses(),
        query.replyTopics(),
        query.secondPass(),
        query.chunkSize(),
        query.maxSearches(),
        query.batch(),
        query.embedderSlots(),
        query.poison(),
        query.readers(),
        query.embedders(),
        query.verifiers());
  }
}
