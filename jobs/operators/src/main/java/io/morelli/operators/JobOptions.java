package io.morelli.operators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/** From a command line to a running job. */
public final class JobOptions {

  private static final String FILE = "config";

  /** So that a job is soon back when what it missed is, however often that happens. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** After so long without a failure, pauses begin short again. */
  private static final Duration RECOVERED = Duration.ofMinutes(2);

  private JobOptions() {}

  /**
   * Runs a job with the options of its command line; see {@link #parse}.
   *
   * @param graph adds the job's graph to the environment
   */
  public static void execute(
      String name, String[] args, BiConsumer<StreamExecutionEnvironment, Configuration> graph)
      throws Exception {
    Configuration options = parse(args);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(withoutSecrets(options));
    graph.accept(env, options);
    env.execute(name);
  }

  /** For Flink, which shows and logs what it is given. */
  private static Configuration withoutSecrets(Configuration options) {
    Configuration shown = new Configuration(options);
    shown.removeConfig(KafkaOptions.PROPERTIES);
    shown.removeConfig(IndexOptions.LOCATION);
    return shown;
  }

  /**
   * Reads {@code --key value} pairs; {@code --config FILE} names a properties file whose values the
   * command line overrides. What Flink needs for a job that never loses a record is preset and can
   * be overridden as well.
   */
  public static Configuration parse(String[] args) {
    ParameterTool arguments = ParameterTool.fromArgs(args);
    ParameterTool all = arguments;
    if (arguments.has(FILE)) {
      try {
        all = ParameterTool.fromPropertiesFile(arguments.get(FILE)).mergeWith(arguments);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the file " + arguments.get(FILE), e);
      }
    }
    Configuration options = defaults();
    options.addAll(all.getConfiguration());
    return options;
  }

  /** Checkpoints, restarts for ever with growing pauses, and no type that needs Kryo. */
  public static Configuration defaults() {
    Configuration options = new Configuration();
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
    options.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    options.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    options.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, LONGEST_PAUSE);
    options.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        RECOVERED);
    options.set(PipelineOptions.GENERIC_TYPES, false);
    return options;
  }
}
