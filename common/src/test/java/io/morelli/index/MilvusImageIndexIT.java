package io.morelli.index;

import static io.morelli.index.IndexSamples.model;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Milvus 2.3. */
class MilvusImageIndexIT extends MilvusImageIndexContract {

  MilvusImageIndexIT() {
    super(MilvusServer.Kind.MILVUS);
  }

  @Test
  void anIndexTypeThatTheServerIsTooOldForIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImageIndexes.open(
                    server().uri("collection=new_type", "index=HNSW_SQ"),
                    model("6666666666666666", 4)))
        .withMessageContaining("HNSW_SQ")
        .withMessageContaining("2.5")
        .withMessageContaining("v2.3");
  }
}
