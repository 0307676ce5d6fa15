package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.morelli.embedding.DeviceChoice;
import io.morelli.embedding.Embedder;
import io.morelli.embedding.ModelInfo;
import io.morelli.embedding.Placement;
import io.morelli.embedding.Precision;
import io.morelli.testing.ColourLayoutEmbedder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.externalresource.ExternalResourceInfoProvider;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/**
 * From Flink's allotment to a device, and how the operator tells of it. A MiniCluster allots no
 * external resources, so that half runs in a harness.
 */
class EmbedOperatorPlacementTest {

  private static final int SUBTASKS = 3;

  /** What PyTorch would find. */
  private static final int USABLE = 8;

  /** As Flink's plug-in for GPUs describes one. */
  private record Gpu(int index) implements ExternalResourceInfo {

    @Override
    public Optional<String> getProperty(String key) {
      return key.equals("index") ? Optional.of(Integer.toString(index)) : Optional.empty();
    }

    @Override
    public Collection<String> getKeys() {
      return List.of("index");
    }
  }

  private static final AtomicInteger OPENED = new AtomicInteger();

  private record Placed(Embedder delegate, Placement placement) implements Embedder {

    static Embedder on(String asked, List<Integer> gpus, int turn) {
      String device = new DeviceChoice(asked).resolve(gpus, USABLE, turn);
      return new Placed(new ColourLayoutEmbedder(), new Placement(device, Precision.FP16));
    }

    @Override
    public ModelInfo model() {
      return delegate.model();
    }

    @Override
    public float[][] embed(List<byte[]> pictures) {
      return delegate.embed(pictures);
    }

    @Override
    public void close() {
      delegate.close();
    }
  }

  private static final class WithoutPictures implements Embeddable<Long, Long> {

    private static final long serialVersionUID = 1L;

    @Override
    public List<byte[]> pictures(Long element) {
      return List.of();
    }

    @Override
    public Long embedded(Long element, List<float[]> vectors) {
      return element;
    }
  }

  @Test
  void subtasksTakeTheGpusThatFlinkAllotsInTurn() throws Exception {
    Set<ExternalResourceInfo> allotted = Set.of(new Gpu(5), new Gpu(3));
    assertThat(devices("gpu", allotted)).containsExactly("gpu:3", "gpu:5", "gpu:3");
    assertThat(devices("auto", allotted)).containsExactly("gpu:3", "gpu:5", "gpu:3");
    assertThat(devices("cpu", allotted)).containsOnly("cpu");
    assertThat(devices("gpu", Set.of())).containsExactly("gpu:0", "gpu:1", "gpu:2");
  }

  @Test
  void anAllottedGpuThatCannotBeUsedFailsTheStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> devices("gpu", Set.of(new Gpu(USABLE))))
        .withMessageContaining("'gpu:8'");
  }

  @Test
  void aMetricSaysWhereTheModelRunsAndHow() throws Exception {
    InMemoryReporter reporter = InMemoryReporter.createWithRetainedMetrics();
    Configuration configuration = reporter.addToConfiguration(new Configuration());
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
    env.fromSequence(1, SUBTASKS)
        .transform("embed", Types.LONG, operator("gpu"))
        .setParallelism(SUBTASKS)
        .print();
    StreamGraph graph = env.getStreamGraph();
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumSlotsPerTaskManager(SUBTASKS)
                .build());
    try {
      cluster.start();
      cluster.submitJob(graph).get();
      assertThat(cluster.requestJobResult(graph.getJobID()).get().isSuccess()).isTrue();
      assertThat(reporter.findMetrics(graph.getJobID(), "embedding.device.*.info").keySet())
          .extracting(name -> name.substring(name.indexOf("device.")))
          .containsExactlyInAnyOrder(
              "device.gpu:0.precision.FP16.info",
              "device.gpu:1.precision.FP16.info",
              "device.gpu:2.precision.FP16.info");
    } finally {
      cluster.close();
    }
  }

  /** The device of each subtask. */
  private static List<String> devices(String asked, Set<ExternalResourceInfo> allotted)
      throws Exception {
    List<String> devices = new ArrayList<>();
    ExternalResourceInfoProvider resources = name -> name.equals("gpu") ? allotted : Set.of();
    for (int subtask = 0; subtask < SUBTASKS; subtask++) {
      EmbedderProvider provider =
          gpus -> {
            Embedder embedder = Placed.on(asked, gpus, devices.size());
            devices.add(embedder.placement().device());
            return embedder;
          };
      MockEnvironment environment =
          new MockEnvironmentBuilder()
              .setExternalResourceInfoProvider(resources)
              .setParallelism(SUBTASKS)
              .setMaxParallelism(SUBTASKS)
              .setSubtaskIndex(subtask)
              .build();
      OneInputStreamOperatorTestHarness<Long, Long> harness =
          new OneInputStreamOperatorTestHarness<>(operator(provider), environment);
      try {
        harness.open();
      } finally {
        harness.close();
      }
    }
    return devices;
  }

  private static EmbedOperator.Factory<Long, Long> operator(String asked) {
    return operator(gpus -> Placed.on(asked, gpus, OPENED.getAndIncrement()));
  }

  private static EmbedOperator.Factory<Long, Long> operator(EmbedderProvider provider) {
    return new EmbedOperator.Factory<>(provider, new WithoutPictures(), new BatchSettings(4, 10));
  }
}
