package io.morelli.index;

import static io.morelli.index.IndexSamples.image;
import static io.morelli.index.IndexSamples.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.morelli.embedding.ModelInfo;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIndexesTest {

  private static final ModelInfo MODEL = model("aaaa", 4);

  @TempDir Path folder;

  @Test
  void handlesOfOneUriShareOneIndex() {
    ImageIndex first = ImageIndexes.open(uri(), MODEL);
    ImageIndex second = ImageIndexes.open(uri(), MODEL);
    first.upsert(List.of(image("a", 1, 0, 0, 0)));
    assertThat(second.get("a")).isPresent();
    first.close();
    first.close();
    assertThat(second.get("a")).isPresent();
    assertThatIllegalStateException().isThrownBy(first::count);
    second.close();
    try (ImageIndex third = ImageIndexes.open(uri(), MODEL)) {
      assertThat(third.count()).isEqualTo(1);
    }
    // The last handle has released the folder.
    LuceneImageIndex.open(ImageIndexes.folder(uri()), MODEL).close();
  }

  @Test
  void anotherModelIsRefusedWhileTheIndexIsOpen() {
    try (ImageIndex index = ImageIndexes.open(uri(), MODEL)) {
      assertThatExceptionOfType(ModelMismatchException.class)
          .isThrownBy(() -> ImageIndexes.open(uri(), model("bbbb", 4)));
      assertThat(index.count()).isZero();
    }
  }

  /** Flink cancels a task by interrupting its thread, which breaks Lucene's writer. */
  @Test
  void anIndexThatAnInterruptionBrokeIsOpenedAnew() {
    ImageIndex broken = ImageIndexes.open(uri(), MODEL);
    broken.upsert(List.of(image("durable", 1, 0, 0, 0)));
    broken.flush();
    broken.upsert(List.of(image("lost", 0, 1, 0, 0)));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(RuntimeException.class).isThrownBy(broken::flush);
    assertThat(Thread.interrupted()).isTrue();
    assertThatExceptionOfType(RuntimeException.class).isThrownBy(broken::count);
    try (ImageIndex index = ImageIndexes.open(uri(), MODEL)) {
      assertThat(index.count()).isEqualTo(1);
      broken.close();
      index.upsert(List.of(image("lost", 0, 1, 0, 0)));
      assertThat(index.count()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lucene:data", "lucene://host/data", "file:///data", "/data"})
  void otherUrisAreRefused(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageIndexes.open(URI.create(uri), MODEL))
        .withMessageContaining(uri);
  }

  private URI uri() {
    return URI.create("lucene://" + folder.resolve("index").toUri().getRawPath());
  }
}
