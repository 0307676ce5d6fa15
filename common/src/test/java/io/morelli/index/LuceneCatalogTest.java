package io.morelli.index;

import static io.morelli.index.IndexSamples.image;
import static io.morelli.index.IndexSamples.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.morelli.embedding.ModelInfo;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneCatalogTest {

  private static final ModelInfo MODEL = model("aaaa", 4);

  @TempDir Path folder;

  @Test
  void describesTheIndexWhileItIsWrittenTo() {
    try (IndexCatalog catalog = ImageIndexes.catalog(uri())) {
      assertThat(catalog.list()).isEmpty();
      assertThat(folder.resolve("pictures")).doesNotExist();
      assertThat(catalog.create(MODEL)).isEqualTo("pictures");
      try (ImageIndex index = ImageIndexes.open(uri(), MODEL)) {
        index.upsert(List.of(image("a", 1, 0, 0, 0)));
        index.flush();
        assertThat(catalog.list())
            .singleElement()
            .satisfies(
                shown -> {
                  assertThat(shown.engine()).isEqualTo("Lucene");
                  assertThat(shown.name()).isEqualTo("pictures");
                  assertThat(shown.modelName()).isEqualTo("test");
                  assertThat(shown.modelVersion()).isEqualTo("aaaa");
                  assertThat(shown.dimension()).isEqualTo(4);
                  assertThat(shown.count()).hasValue(1);
                  assertThat(shown.indexType()).isEqualTo("HNSW");
                  assertThat(shown.bytes().getAsLong()).isPositive();
                });
        try (ImageIndex read = catalog.read("")) {
          assertThat(read.get("a")).isPresent();
        }
        assertThatIllegalArgumentException()
            .isThrownBy(() -> catalog.drop("pictures"))
            .withMessageContaining("in use");
      }
      assertThatIllegalArgumentException().isThrownBy(() -> catalog.drop("others"));
      catalog.drop("pictures");
      assertThat(folder.resolve("pictures")).doesNotExist();
      assertThatIllegalArgumentException().isThrownBy(() -> catalog.read(""));
    }
  }

  @Test
  void hasNoAliasToSwitch() {
    try (IndexCatalog catalog = ImageIndexes.catalog(uri())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> catalog.switchTo("pictures"))
          .withMessageContaining("--index.uri");
    }
  }

  private URI uri() {
    return URI.create("lucene://" + folder.resolve("pictures").toUri().getRawPath());
  }
}
