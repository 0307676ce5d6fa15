package io.morelli.index;

import static io.morelli.index.IndexSamples.image;
import static io.morelli.index.IndexSamples.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.milvus.v2.exception.ErrorCode;
import io.milvus.v2.exception.MilvusClientException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Milvus 2.3. */
class MilvusImageIndexIT extends MilvusImageIndexContract {

  MilvusImageIndexIT() {
    super(MilvusServer.Kind.MILVUS);
  }

  /** The client counts characters, so that this one gets as far as the server. */
  @Test
  void whatTheServerFindsWrongIsRefusedAndTheNextIsTaken() {
    float[] vector = {1, 0, 0, 0};
    IndexedImage wrong =
        new IndexedImage("wrong", vector, new byte[0], Map.of(), 16, 16, "é".repeat(40_000), 0);
    try (ImageIndex index =
        ImageIndexes.open(server().uri("collection=wrong"), model("8888888888888888", 4))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.upsert(List.of(wrong)))
          .satisfies(
              e ->
                  assertThat(e.getCause())
                      .isInstanceOfSatisfying(
                          MilvusClientException.class,
                          cause ->
                              assertThat(cause.getErrorCode()).isEqualTo(ErrorCode.SERVER_ERROR)));
      index.upsert(List.of(image("good", vector)));
      assertThat(index.get("wrong")).isEmpty();
      assertThat(index.get("good")).isPresent();
    }
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
