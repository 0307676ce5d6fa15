package io.morelli.operators.testing;

import io.morelli.features.OrbSettings;
import io.morelli.fetch.FetchPolicy;
import io.morelli.image.ImageLimits;
import io.morelli.message.Header;
import io.morelli.message.KafkaRecord;
import io.morelli.operators.EmbedderProvider;
import io.morelli.operators.JobOptions;
import io.morelli.picture.PictureSettings;
import io.morelli.testing.ColourLayoutEmbedder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the tests of both jobs set up in the same way. */
public final class TestSettings {

  public static final PictureSettings PICTURES =
      new PictureSettings(
          new ImageLimits(1 << 20, 10_000_000, 16),
          FetchPolicy.NONE,
          OrbSettings.DEFAULT,
          ColourLayoutEmbedder.MODEL.inputSize());

  public static final EmbedderProvider EMBEDDERS = gpus -> new ColourLayoutEmbedder();

  private TestSettings() {}

  /** The options of a real job, with quick restarts. */
  public static StreamExecutionEnvironment environment(Duration checkpointInterval) {
    Configuration options = JobOptions.defaults();
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10);
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(options);
    env.enableCheckpointing(checkpointInterval.toMillis());
    // One source, as one partition of a topic: elsewhere the generator would deal its elements out.
    env.setParallelism(1);
    return env;
  }

  public static KafkaRecord record(
      String topic, long offset, String key, byte[] value, Header... headers) {
    return new KafkaRecord(
        topic,
        0,
        offset,
        1_700_000_000_000L + offset,
        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
        value,
        List.of(headers));
  }
}
