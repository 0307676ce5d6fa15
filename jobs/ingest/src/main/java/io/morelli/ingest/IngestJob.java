package io.morelli.ingest;

import io.morelli.embedding.ModelInfo;
import io.morelli.message.KafkaRecord;
import io.morelli.operators.BatchSettings;
import io.morelli.operators.DeadLetter;
import io.morelli.operators.DeadLetterSerializer;
import io.morelli.operators.EmbedOperator;
import io.morelli.operators.EmbedderProvider;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.IndexOptions;
import io.morelli.operators.IndexProvider;
import io.morelli.operators.JobOptions;
import io.morelli.operators.KafkaOptions;
import io.morelli.operators.PoisonSettings;
import io.morelli.picture.PictureSettings;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The ingest graph: pictures in, index changes out.
 *
 * <p>Each exchange is keyed by image id, so that all changes of one image take the same way and
 * stay in the order of their partition, whatever the parallelism of a stage. That all lie in one
 * partition is up to those who publish them.
 */
public final class IngestJob {

  public static final String NAME = "Morelli ingest";

  private IngestJob() {}

  /**
   * @param topic of the images, to be named in dead letters
   * @param embedderSlots slot sharing group of the model's subtasks
   * @param poison when a record is turned down for the crashes it was in
   * @param readers parallelism of fetch, decode and key points
   * @param embedders parallelism of the model
   * @param writers parallelism of writing to the index
   */
  public record Settings(
      String topic,
      PictureSettings pictures,
      BatchSettings batch,
      String embedderSlots,
      PoisonSettings poison,
      int readers,
      int embedders,
      int writers) {}

  /** Runs the job on the Kafka and the index that the options name; see {@link JobOptions}. */
  public static void main(String[] args) throws Exception {
    JobOptions.execute(NAME, args, IngestJob::define);
  }

  /** Adds the graph between the Kafka topics and the index that the options name. */
  public static void define(StreamExecutionEnvironment env, Configuration options) {
    ModelInfo model = EmbeddingOptions.model(options);
    define(
        env,
        IngestOptions.settings(options, model),
        IngestOptions.images(options),
        EmbeddingOptions.embedders(options, model, options.get(IngestOptions.EMBED_THREADS)),
        IndexOptions.provider(options, model),
        KafkaOptions.sink(
            options,
            new DeadLetterSerializer(
                options.get(KafkaOptions.DEAD_LETTERS),
                options.get(KafkaOptions.MAX_MESSAGE_BYTES))));
  }

  /** Adds the graph to the environment; the caller executes it. */
  public static void define(
      StreamExecutionEnvironment env,
      Settings settings,
      Source<KafkaRecord, ?, ?> images,
      EmbedderProvider embedders,
      IndexProvider index,
      Sink<DeadLetter> deadLetters) {
    // No operator changes what it was given, so chained ones need no copies.
    env.getConfig().enableObjectReuse();
    SingleOutputStreamOperator<ImageChange> read =
        env.fromSource(images, WatermarkStrategy.noWatermarks(), "images")
            .uid("images")
            .keyBy(IngestJob::routingKey)
            .process(new ReadPicture(settings.pictures(), settings.poison()))
            .name("decode and key points")
            .uid("read")
            .setParallelism(settings.readers());

    SingleOutputStreamOperator<DeadLetter> refused =
        read.keyBy(ImageChange::id)
            .transform(
                "embed",
                TypeInformation.of(IndexChange.class),
                new EmbedOperator.Factory<>(embedders, new EmbedChange(), settings.batch()))
            .uid("embed")
            .setParallelism(settings.embedders())
            .slotSharingGroup(settings.embedderSlots())
            .keyBy(IndexChange::id)
            .transform(
                "index",
                TypeInformation.of(DeadLetter.class),
                new WriteIndex.Factory(index, settings.topic(), WriteIndex.Settings.DEFAULT))
            .uid("index")
            .setParallelism(settings.writers())
            .slotSharingGroup(EmbeddingOptions.COMMON_SLOTS);

    read.getSideOutput(ReadPicture.DEAD_LETTERS)
        .union(refused)
        .sinkTo(deadLetters)
        .name("dead letters")
        .uid("dead-letters")
        .setParallelism(1);
  }

  /** Records without a key are dead-lettered downstream; until then any place will do. */
  private static String routingKey(KafkaRecord record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }
}
