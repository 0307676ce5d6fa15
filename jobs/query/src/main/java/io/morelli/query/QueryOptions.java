package io.morelli.query;

import io.morelli.decision.ThresholdsFile;
import io.morelli.embedding.ModelInfo;
import io.morelli.features.VerifierSettings;
import io.morelli.operators.BatchSettings;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.KafkaOptions;
import io.morelli.operators.PictureOptions;
import io.morelli.operators.PoisonOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/** What only the query job needs to know. */
public final class QueryOptions {

  public static final ConfigOption<String> GROUP =
      ConfigOptions.key("query.group")
          .stringType()
          .defaultValue("morelli-query")
          .withDescription("Consumer group under which the offsets are committed.");

  public static final ConfigOption<List<String>> REPLY_TOPICS =
      ConfigOptions.key("query.reply-topics")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Topics that requests may name for their answers, beside the topic of responses,"
                  + " separated by semicolons.");

  public static final ConfigOption<Duration> TIMEOUT =
      ConfigOptions.key("query.timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription("From reading a request to its answer, complete or not.");

  public static final ConfigOption<Integer> TOP_N =
      ConfigOptions.key("query.top-n")
          .intType()
          .defaultValue(100)
          .withDescription("Candidates to verify, unless the request says otherwise.");

  public static final ConfigOption<Integer> MAX_TOP_N =
      ConfigOptions.key("query.max-top-n")
          .intType()
          .defaultValue(1_000)
          .withDescription("Most candidates that a request may ask for.");

  public static final ConfigOption<SecondPass> SECOND_PASS =
      ConfigOptions.key("query.second-pass")
          .enumType(SecondPass.class)
          .defaultValue(SecondPass.REGIONS)
          .withDescription(
              "What is tried where the whole picture finds nothing: the mirrored picture and"
                  + " coarser scales (MIRROR), and then regions, too (REGIONS).");

  public static final ConfigOption<String> THRESHOLDS =
      ConfigOptions.key("query.thresholds")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "File with the thresholds of the search rule, as 'morelli experiment --fit --write FILE'"
                  + " writes it, read when the job is submitted. Without it those of the model apply.");

  public static final ConfigOption<VerifierSettings.Matcher> MATCHER =
      ConfigOptions.key("query.matcher")
          .enumType(VerifierSettings.Matcher.class)
          .defaultValue(VerifierSettings.DEFAULT.matcher())
          .withDescription("How key points are matched.");

  public static final ConfigOption<Integer> CHUNK_SIZE =
      ConfigOptions.key("query.chunk-size")
          .intType()
          .defaultValue(10)
          .withDescription("Candidates that travel together to a verifying subtask.");

  public static final ConfigOption<Integer> MAX_SEARCHES =
      ConfigOptions.key("query.max-searches")
          .intType()
          .defaultValue(8)
          .withDescription("Searches of the index in flight in a subtask.");

  public static final ConfigOption<Integer> BATCH_SIZE =
      ConfigOptions.key("query.batch.size")
          .intType()
          .defaultValue(16)
          .withDescription("Pictures that go to the model together.");

  public static final ConfigOption<Duration> BATCH_DELAY =
      ConfigOptions.key("query.batch.delay")
          .durationType()
          .defaultValue(Duration.ofMillis(2))
          .withDescription("A picture waits at most so long for others.");

  public static final ConfigOption<Integer> READERS =
      ConfigOptions.key("query.parallelism.read")
          .intType()
          .defaultValue(2)
          .withDescription("Subtasks that decode requests, ask the index and gather results.");

  public static final ConfigOption<Integer> EMBEDDERS =
      ConfigOptions.key("query.parallelism.embed")
          .intType()
          .defaultValue(1)
          .withDescription("Subtasks that run the model.");

  public static final ConfigOption<Integer> EMBED_THREADS =
      ConfigOptions.key("query.embed-threads")
          .intType()
          .defaultValue(0)
          .withDescription(
              "CPU threads of each such subtask; 0 for as many as its task manager has cores.");

  public static final ConfigOption<Integer> VERIFIERS =
      ConfigOptions.key("query.parallelism.verify")
          .intType()
          .defaultValue(2)
          .withDescription("Subtasks that compare key points.");

  private QueryOptions() {}

  /**
   * The settings of the job that the options describe.
   *
   * @throws IllegalArgumentException if the file of thresholds cannot be read, naming it
   */
  public static QuerySettings settings(Configuration options, ModelInfo model) {
    VerifierSettings verifier =
        new VerifierSettings(
            options.get(MATCHER),
            VerifierSettings.DEFAULT.maxRatio(),
            VerifierSettings.DEFAULT.tolerance());
    return new QuerySettings(
        PictureOptions.settings(options, model.inputSize()),
        verifier,
        withThresholds(model, options),
        options.get(TOP_N),
        options.get(MAX_TOP_N),
        options.get(TIMEOUT),
        options.get(KafkaOptions.RESPONSES),
        Set.copyOf(options.get(REPLY_TOPICS)),
        options.get(SECOND_PASS),
        options.get(CHUNK_SIZE),
        options.get(MAX_SEARCHES),
        new BatchSettings(options.get(BATCH_SIZE), options.get(BATCH_DELAY).toMillis()),
        EmbeddingOptions.slotSharingGroup(options),
        PoisonOptions.settings(options),
        options.get(READERS),
        options.get(EMBEDDERS),
        options.get(VERIFIERS));
  }

  private static ModelInfo withThresholds(ModelInfo model, Configuration options) {
    if (!options.contains(THRESHOLDS)) {
      return model;
    }
    try {
      return model.withThresholds(ThresholdsFile.read(Path.of(options.get(THRESHOLDS))));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: no thresholds in %s".formatted(THRESHOLDS.key(), options.get(THRESHOLDS)), e);
    }
  }
}
