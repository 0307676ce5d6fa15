package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.morelli.decision.Thresholds;
import io.morelli.embedding.ModelInfo;
import io.morelli.index.ImageIndex;
import io.morelli.index.IndexUnavailableException;
import io.morelli.index.ModelMismatchException;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexOptionsTest {

  @TempDir Path folder;

  @Test
  void anIndexOfAnotherModelEndsTheJobForGood() {
    Configuration options = at("lucene://" + folder.resolve("index").toUri().getRawPath());
    try (ImageIndex index = IndexOptions.provider(options, model("aaaa")).open()) {
      assertThat(index.count()).isZero();
    }
    IndexProvider other = IndexOptions.provider(options, model("bbbb"));
    assertThatExceptionOfType(SuppressRestartsException.class)
        .isThrownBy(other::open)
        .withCauseInstanceOf(ModelMismatchException.class);
  }

  @Test
  void aMilvusThatIsAwayIsNoReasonNotToStart() {
    IndexProvider provider =
        IndexOptions.provider(at("milvus://localhost:1/?deadline=PT0.2S&tries=1"), model("aaaa"));
    assertThatExceptionOfType(IndexUnavailableException.class).isThrownBy(provider::open);
  }

  @Test
  void mistakesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexOptions.provider(new Configuration(), model("aaaa")))
        .withMessageContaining("index.uri");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexOptions.provider(at("milvus://host/?colour=red"), model("aaaa")))
        .withMessageContaining("colour");
  }

  private static Configuration at(String location) {
    Configuration options = new Configuration();
    options.set(IndexOptions.LOCATION, location);
    return options;
  }

  private static ModelInfo model(String version) {
    return new ModelInfo("test", version, 224, 4, new Thresholds(0.9, 0.1, 10, 20, 10));
  }
}
