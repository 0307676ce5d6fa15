package io.morelli.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.morelli.local.client.KafkaConnection;
import io.morelli.operators.JobOptions;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A savepoint finds an operator again by its uid. With generated ones off, Flink refuses a graph
 * that has an operator without.
 */
class OperatorUidsTest {

  @Test
  void everyOperatorHasOne(@TempDir Path folder) {
    for (LocalJob job : MorelliJobs.define(KafkaConnection.to("localhost:1"), folder)) {
      StreamExecutionEnvironment env = environment();
      job.graph().accept(env);
      assertThat(env.getStreamGraph().getJobGraph().getNumberOfVertices()).isPositive();
    }
  }

  @Test
  void aGraphWithoutIsRefused() {
    StreamExecutionEnvironment env = environment();
    env.fromSequence(0, 1).sinkTo(new DiscardingSink<>()).uid("sink");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> env.getStreamGraph().getJobGraph());
  }

  private static StreamExecutionEnvironment environment() {
    Configuration options = JobOptions.defaults();
    options.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    return new StreamExecutionEnvironment(options);
  }
}
