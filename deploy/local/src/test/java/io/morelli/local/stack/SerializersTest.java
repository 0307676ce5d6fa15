package io.morelli.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.morelli.local.client.KafkaConnection;
import io.morelli.operators.JobOptions;
import io.morelli.query.Gathering;
import io.morelli.query.VerifiedChunk;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing that travels between operators or lies in their state is left to Kryo, which is slow and
 * whose format changes with the classes: with generic types off, Flink refuses to make a serializer
 * for such a type, or for one that contains it.
 */
class SerializersTest {

  /** A type without a serializer of Flink's own. */
  private static final class Opaque {
    private final Object content = new Object();

    @Override
    public String toString() {
      return content.toString();
    }
  }

  @Test
  void theJobsTravelWithoutKryo(@TempDir Path folder) {
    List<LocalJob> jobs = MorelliJobs.define(KafkaConnection.to("localhost:1"), folder);
    assertThat(jobs).hasSize(2);
    for (LocalJob job : jobs) {
      StreamExecutionEnvironment env = environment();
      job.graph().accept(env);
      // Makes the serializers of all inputs, outputs and side outputs.
      assertThat(env.getStreamGraph().getJobGraph().getNumberOfVertices()).isPositive();
    }
  }

  @Test
  void theStateLiesWithoutKryo() {
    for (Class<?> state : List.of(Gathering.class, VerifiedChunk.class)) {
      assertThat(TypeInformation.of(state).createSerializer(withoutGenericTypes())).isNotNull();
    }
  }

  @Test
  void aGenericTypeIsRefused() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> TypeInformation.of(Opaque.class).createSerializer(withoutGenericTypes()));
    StreamExecutionEnvironment env = environment();
    env.fromSequence(0, 1).map(i -> new Opaque()).returns(Opaque.class).rebalance().print();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> env.getStreamGraph().getJobGraph());
  }

  private static StreamExecutionEnvironment environment() {
    return new StreamExecutionEnvironment(JobOptions.defaults());
  }

  private static SerializerConfig withoutGenericTypes() {
    return environment().getConfig().getSerializerConfig();
  }
}
