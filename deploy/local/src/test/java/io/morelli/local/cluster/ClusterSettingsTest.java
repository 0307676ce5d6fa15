package io.morelli.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSettingsTest {

  @TempDir Path directory;

  @Test
  void isReadAsItWasWritten() throws Exception {
    assertThat(ClusterSettings.read(directory)).isEmpty();
    for (ClusterSettings settings :
        List.of(
            settings(List.of(8081), Optional.of(Path.of("/opt/my milvus/milvus-server"))),
            settings(List.of(8081, 8082), Optional.empty()))) {
      settings.write();
      assertThat(ClusterSettings.read(directory)).contains(settings);
      settings.delete();
      assertThat(ClusterSettings.read(directory)).isEmpty();
    }
  }

  @Test
  void aSecondJobManagerMakesItHighlyAvailable() {
    assertThat(settings(List.of(8081), Optional.empty()).isHighlyAvailable()).isFalse();
    assertThat(settings(List.of(8081, 8082), Optional.empty()).isHighlyAvailable()).isTrue();
  }

  @Test
  void refusesMoreSubtasksThanSlots() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ClusterSettings(
                    directory,
                    9092,
                    List.of(8081),
                    6123,
                    1,
                    3,
                    2,
                    URI.create("milvus://localhost:19530"),
                    Optional.empty(),
                    Map.of()))
        .withMessageContaining("need 4 slots, there are 3");
  }

  private ClusterSettings settings(List<Integer> dashboards, Optional<Path> milvusServer) {
    return new ClusterSettings(
        directory,
        9092,
        dashboards,
        6123,
        2,
        4,
        2,
        URI.create("milvus://localhost:19530"),
        milvusServer,
        Map.of("query.top-n", "50"));
  }
}
