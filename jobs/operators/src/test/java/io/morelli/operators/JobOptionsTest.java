package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobOptionsTest {

  @Test
  void theCommandLineOverridesTheFileAndTheFileThePresets(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("job.properties");
    Files.writeString(
        file,
        """
        kafka.brokers: one:9092
        kafka.topic.images: pictures
        kafka.properties.security.protocol: SASL_SSL
        execution.checkpointing.interval: 3 s
        """);
    Configuration options =
        JobOptions.parse(new String[] {"--config", file.toString(), "--kafka.brokers", "two:9092"});
    assertThat(options.get(KafkaOptions.BROKERS)).isEqualTo("two:9092");
    assertThat(options.get(KafkaOptions.IMAGES)).isEqualTo("pictures");
    assertThat(options.get(KafkaOptions.PROPERTIES))
        .isEqualTo(Map.of("security.protocol", "SASL_SSL"));
    assertThat(options.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(options.get(PipelineOptions.GENERIC_TYPES)).isFalse();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> JobOptions.parse(new String[] {"--config", "nowhere.properties"}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nowhere.properties");
  }
}
