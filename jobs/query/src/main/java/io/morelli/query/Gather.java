package io.morelli.query;

import io.morelli.message.SearchResponse.Failure;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts the verified chunks of a query together and hands it on when all came, or at the query's
 * deadline with what came until then. Chunks may come before the gathering that announces them.
 */
final class Gather extends KeyedCoProcessFunction<String, Gathering, VerifiedChunk, GatheredQuery> {

  private static final long serialVersionUID = 1L;

  private final String stagePrefix;

  private transient ValueState<Gathering> gathering;
  private transient ListState<VerifiedChunk> chunks;

  Gather(String stagePrefix) {
    this.stagePrefix = stagePrefix;
  }

  @Override
  public void open(OpenContext context) {
    gathering =
        getRuntimeContext().getState(new ValueStateDescriptor<>("gathering", Gathering.class));
    chunks =
        getRuntimeContext().getListState(new ListStateDescriptor<>("chunks", VerifiedChunk.class));
  }

  @Override
  public void processElement1(Gathering announced, Context context, Collector<GatheredQuery> out)
      throws Exception {
    gathering.update(announced);
    context.timerService().registerProcessingTimeTimer(announced.query().request().deadline());
    emitIfComplete(context, out);
  }

  @Override
  public void processElement2(VerifiedChunk chunk, Context context, Collector<GatheredQuery> out)
      throws Exception {
    if (gathering.value() == null) {
      if (context.timerService().currentProcessingTime() >= chunk.deadline()) {
        return; // Too late: the query was answered at its deadline.
      }
      // Its timer also clears a chunk whose gathering never comes.
      context.timerService().registerProcessingTimeTimer(chunk.deadline());
    }
    chunks.add(chunk);
    emitIfComplete(context, out);
  }

  private void emitIfComplete(Context context, Collector<GatheredQuery> out) throws Exception {
    Gathering expected = gathering.value();
    if (expected == null) {
      return;
    }
    List<VerifiedChunk> received = received();
    if (received.size() == expected.chunks()) {
      context.timerService().deleteProcessingTimeTimer(expected.query().request().deadline());
      emit(expected, received, false, out);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<GatheredQuery> out)
      throws Exception {
    Gathering expected = gathering.value();
    if (expected == null) {
      chunks.clear();
    } else {
      emit(expected, received(), true, out);
    }
  }

  private List<VerifiedChunk> received() throws Exception {
    List<VerifiedChunk> received = new ArrayList<>();
    chunks.get().forEach(received::add);
    return received;
  }

  private void emit(
      Gathering expected,
      List<VerifiedChunk> received,
      boolean partial,
      Collector<GatheredQuery> out) {
    List<Contender> contenders = new ArrayList<>(expected.contenders());
    Failure failure = null;
    for (VerifiedChunk chunk : received) {
      failure = chunk.failure() == null ? failure : chunk.failure();
      for (VerifiedChunk.Item item : chunk.items()) {
        contenders.set(
            item.contender(),
            contenders
                .get(item.contender())
                .verified(item.view(), item.verification(), item.evidence()));
      }
    }
    gathering.clear();
    chunks.clear();
    out.collect(
        new GatheredQuery(
            expected.query().stageDone(stagePrefix + "verify"), contenders, partial, failure));
  }
}
