package io.morelli.query;

import io.morelli.embedding.ModelInfo;
import io.morelli.features.OrbSettings;
import io.morelli.message.KafkaRecord;
import io.morelli.operators.EmbedOperator;
import io.morelli.operators.EmbedderProvider;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.IndexOptions;
import io.morelli.operators.IndexProvider;
import io.morelli.operators.JobOptions;
import io.morelli.operators.KafkaOptions;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The query graph: requests in, answers out.
 *
 * <p>A pass is: embed, search, fan the candidates out to the verifiers, gather, decide. A query
 * that finds nothing goes through a second pass with other views of its picture and more key points
 * of the candidates, and then through a third with regions of it, which costs the most. Flink
 * graphs have no loops, so these passes are copies of the first one's operators. Matches of any are
 * drawn where the request wants it.
 */
public final class QueryJob {

  public static final String NAME = "Morelli query";

  private final QuerySettings settings;
  private final EmbedderProvider embedders;
  private final IndexProvider index;

  private QueryJob(QuerySettings settings, EmbedderProvider embedders, IndexProvider index) {
    this.settings = settings;
    this.embedders = embedders;
    this.index = index;
  }

  /** Runs the job on the Kafka and the index that the options name; see {@link JobOptions}. */
  public static void main(String[] args) throws Exception {
    JobOptions.execute(NAME, args, QueryJob::define);
  }

  /** Adds the graph between the Kafka topics and the index that the options name. */
  public static void define(StreamExecutionEnvironment env, Configuration options) {
    ModelInfo model = EmbeddingOptions.model(options);
    define(
        env,
        QueryOptions.settings(options, model),
        KafkaOptions.source(
            options, options.get(KafkaOptions.REQUESTS), options.get(QueryOptions.GROUP)),
        EmbeddingOptions.embedders(options, model, options.get(QueryOptions.EMBED_THREADS)),
        IndexOptions.provider(options, model),
        KafkaOptions.sink(options, new AnswerSerializer()));
  }

  /** Adds the graph to the environment; the caller executes it. */
  public static void define(
      StreamExecutionEnvironment env,
      QuerySettings settings,
      Source<KafkaRecord, ?, ?> requests,
      EmbedderProvider embedders,
      IndexProvider index,
      Sink<Answer> answers) {
    new QueryJob(settings, embedders, index).define(env, requests, answers);
  }

  private void define(
      StreamExecutionEnvironment env, Source<KafkaRecord, ?, ?> requests, Sink<Answer> answers) {
    // No operator changes what it was given, so chained ones need no copies.
    env.getConfig().enableObjectReuse();
    // A request is a few large records: to wait for more would only delay its answer.
    env.setBufferTimeout(0);
    SingleOutputStreamOperator<Query> read =
        env.fromSource(requests, WatermarkStrategy.noWatermarks(), "requests")
            .uid("requests")
            .rebalance()
            .process(new ReadRequest(settings))
            .name("decode and key points")
            .uid("read")
            .setParallelism(settings.readers());

    OrbSettings orb = settings.pictures().orb();
    SecondPass further = settings.secondPass();
    Pass first = pass(read, "", orb.maxKeyPoints(), further == SecondPass.OFF);
    DataStream<Answer> all = read.getSideOutput(ReadRequest.ERRORS).union(first.answers());
    DataStream<DecidedQuery> undrawn = first.undrawn();
    if (further != SecondPass.OFF) {
      SingleOutputStreamOperator<Query> again =
          look(first.unanswered(), "second ", new SecondLook(settings), "mirrored, coarse");
      all = all.union(again.getSideOutput(FurtherLook.ERRORS));
      boolean last = further == SecondPass.MIRROR;
      Pass second = pass(again, "second ", orb.indexedKeyPoints(), last);
      all = all.union(second.answers());
      undrawn = undrawn.union(second.undrawn());
      if (!last) {
        SingleOutputStreamOperator<Query> onceMore =
            look(second.unanswered(), "third ", new ThirdLook(settings), "regions");
        all = all.union(onceMore.getSideOutput(FurtherLook.ERRORS));
        Pass third = pass(onceMore, "third ", orb.indexedKeyPoints(), true);
        all = all.union(third.answers());
        undrawn = undrawn.union(third.undrawn());
      }
    }
    all = all.union(drawn(undrawn));
    all.sinkTo(answers).name("answers").uid("answers").setParallelism(1);
  }

  private SingleOutputStreamOperator<Query> look(
      DataStream<Query> unanswered, String prefix, FurtherLook look, String views) {
    return unanswered
        .rebalance()
        .process(look)
        .name(prefix + "decode: " + views)
        .uid(uid(prefix) + "read")
        .setParallelism(settings.readers());
  }

  private DataStream<Answer> drawn(DataStream<DecidedQuery> undrawn) {
    return undrawn
        .rebalance()
        .map(new Draw(settings))
        .name("draw")
        .uid("draw")
        .setParallelism(settings.readers());
  }

  /**
   * @param unanswered queries without a match; empty in the last pass
   * @param undrawn queries whose matches are to be drawn
   */
  private record Pass(
      DataStream<Answer> answers, DataStream<Query> unanswered, DataStream<DecidedQuery> undrawn) {}

  /**
   * @param prefix of the names of its operators and of the stages in an answer's timings
   * @param keyPoints of a candidate that are compared
   */
  private Pass pass(DataStream<Query> queries, String prefix, int keyPoints, boolean last) {
    String uid = uid(prefix);
    SingleOutputStreamOperator<Query> embedded =
        queries
            .transform(
                prefix + "embed",
                TypeInformation.of(Query.class),
                new EmbedOperator.Factory<>(embedders, new EmbedQuery(prefix), settings.batch()))
            .uid(uid + "embed")
            .setParallelism(settings.embedders())
            .slotSharingGroup(settings.embedderSlots());

    SingleOutputStreamOperator<VerificationTask> tasks =
        AsyncDataStream.unorderedWait(
                embedded,
                new FindCandidates(index, settings, prefix),
                settings.timeout().toMillis(),
                TimeUnit.MILLISECONDS,
                settings.maxSearches())
            .name(prefix + "search")
            .uid(uid + "search")
            .setParallelism(settings.readers())
            .slotSharingGroup(EmbeddingOptions.COMMON_SLOTS)
            .process(new FanOut(settings, keyPoints))
            .name(prefix + "fan out")
            .uid(uid + "fan-out")
            .setParallelism(settings.readers());

    DataStream<VerifiedChunk> verified =
        tasks
            .rebalance()
            .flatMap(new VerifyChunk(settings, prefix))
            .name(prefix + "verify")
            .uid(uid + "verify")
            .setParallelism(settings.verifiers());

    SingleOutputStreamOperator<Answer> decided =
        tasks
            .getSideOutput(FanOut.GATHERINGS)
            .keyBy(gathering -> gathering.query().request().id())
            .connect(verified.keyBy(VerifiedChunk::queryId))
            .process(new Gather(prefix))
            .name(prefix + "gather")
            .uid(uid + "gather")
            .setParallelism(settings.readers())
            .process(new Decide(settings, last))
            .name(prefix + "decide")
            .uid(uid + "decide")
            .setParallelism(settings.readers());

    return new Pass(
        decided.union(tasks.getSideOutput(FanOut.ERRORS)),
        decided.getSideOutput(Decide.UNANSWERED),
        decided.getSideOutput(Decide.UNDRAWN));
  }

  private static String uid(String prefix) {
    return prefix.replace(' ', '-');
  }
}
