package io.morelli.ingest;

import io.morelli.embedding.ModelInfo;
import io.morelli.message.KafkaRecord;
import io.morelli.operators.BatchSettings;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.KafkaOptions;
import io.morelli.operators.PictureOptions;
import io.morelli.operators.PoisonOptions;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;

/** What only the ingest job needs to know. */
public final class IngestOptions {

  public static final ConfigOption<String> GROUP =
      ConfigOptions.key("ingest.group")
          .stringType()
          .defaultValue("morelli-ingest")
          .withDescription("Consumer group under which the offsets are committed.");

  public static final ConfigOption<Boolean> BOUNDED =
      ConfigOptions.key("ingest.bounded")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the job ends when it has indexed what the topic held at its start: for"
                  + " filling another index, with a consumer group of its own.");

  public static final ConfigOption<Integer> BATCH_SIZE =
      ConfigOptions.key("ingest.batch.size")
          .intType()
          .defaultValue(4)
          .withDescription(
              "Pictures that go to the model together. A GPU wants 32 and more; a CPU gains"
                  + " nothing from more than a few.");

  public static final ConfigOption<Duration> BATCH_DELAY =
      ConfigOptions.key("ingest.batch.delay")
          .durationType()
          .defaultValue(Duration.ofMillis(50))
          .withDescription("A picture waits at most so long for others.");

  public static final ConfigOption<Integer> READERS =
      ConfigOptions.key("ingest.parallelism.read")
          .intType()
          .defaultValue(2)
          .withDescription("Subtasks that fetch, decode and find key points.");

  public static final ConfigOption<Integer> EMBEDDERS =
      ConfigOptions.key("ingest.parallelism.embed")
          .intType()
          .defaultValue(2)
          .withDescription(
              "Subtasks that run the model: one for each GPU, or one for each CPU core.");

  public static final ConfigOption<Integer> EMBED_THREADS =
      ConfigOptions.key("ingest.embed-threads")
          .intType()
          .defaultValue(1)
          .withDescription(
              "CPU threads of each such subtask; 0 for as many as its task manager has cores.");

  public static final ConfigOption<Integer> WRITERS =
      ConfigOptions.key("ingest.parallelism.index")
          .intType()
          .defaultValue(1)
          .withDescription("Subtasks that write to the index.");

  private IngestOptions() {}

  /** The published pictures, from where the consumer group is. */
  static KafkaSource<KafkaRecord> images(Configuration options) {
    String topic = options.get(KafkaOptions.IMAGES);
    String group = options.get(GROUP);
    return options.get(BOUNDED)
        ? KafkaOptions.presentSource(options, topic, group)
        : KafkaOptions.source(options, topic, group);
  }

  /** The settings of the job that the options describe. */
  public static IngestJob.Settings settings(Configuration options, ModelInfo model) {
    return new IngestJob.Settings(
        options.get(KafkaOptions.IMAGES),
        PictureOptions.settings(options, model.inputSize()),
        new BatchSettings(options.get(BATCH_SIZE), options.get(BATCH_DELAY).toMillis()),
        EmbeddingOptions.slotSharingGroup(options),
        PoisonOptions.settings(options),
        options.get(READERS),
        options.get(EMBEDDERS),
        options.get(WRITERS));
  }
}
