package io.morelli.index;

import static io.morelli.index.IndexSamples.image;
import static io.morelli.index.IndexSamples.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.vector.request.QueryReq;
import io.morelli.embedding.ModelInfo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server; see {@link MilvusServer}. */
class MilvusImageIndexIT extends ImageIndexContract {

  private static MilvusServer server;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException {
    server = MilvusServer.start(folder.resolve("data"));
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  /** All tests share a collection, as making one takes seconds; each finds it empty. */
  @Override
  ImageIndex open(ModelInfo model) {
    ImageIndex index = ImageIndexes.open(uri(), model);
    List<String> ids = new ArrayList<>();
    index.scan(image -> ids.add(image.id()));
    index.delete(ids);
    return index;
  }

  @Test
  void modelsDoNotMeet() {
    try (ImageIndex first = ImageIndexes.open(uri(), model("aaaaaaaaaaaaaaaa", 4));
        ImageIndex second = ImageIndexes.open(uri(), model("bbbbbbbbbbbbbbbb", 5))) {
      first.upsert(List.of(image("a", 1, 0, 0, 0)));
      second.upsert(List.of(image("b", 1, 0, 0, 0, 0)));
      assertThat(first.get("a")).isPresent();
      assertThat(first.get("b")).isEmpty();
      assertThat(second.count()).isEqualTo(1);
    }
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() {
    ModelInfo model = model("cccccccccccccccc", 4);
    try (ImageIndex index = ImageIndexes.open(uri(), model)) {
      index.upsert(List.of(image("a", 1, 0, 0, 0)));
    }
    try (ImageIndex index = ImageIndexes.open(uri(), model)) {
      assertThat(index.get("a")).isPresent();
    }
  }

  @Test
  void theAliasNamesTheFirstCollectionUntilAnotherIsPromoted() {
    MilvusOptions options = MilvusOptions.of(URI.create(uri() + "&alias=alias_test"));
    try (MilvusImageIndex old = MilvusImageIndex.open(options, model("eeeeeeeeeeeeeeee", 4));
        MilvusImageIndex next = MilvusImageIndex.open(options, model("ffffffffffffffff", 4))) {
      old.upsert(List.of(image("old", 1, 0, 0, 0)));
      next.upsert(List.of(image("next", 1, 0, 0, 0)));
      assertThat(idsBehind(options)).containsExactly("old");
      next.promote();
      assertThat(idsBehind(options)).containsExactly("next");
      old.promote();
      assertThat(idsBehind(options)).containsExactly("old");
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsReportedInTime() {
    URI nobody = URI.create("milvus://localhost:1/default?deadline=PT1S");
    assertThatExceptionOfType(IndexUnavailableException.class)
        .isThrownBy(() -> ImageIndexes.open(nobody, model("dddddddddddddddd", 4)))
        .withMessageContaining("localhost:1");
  }

  /** What a program sees that knows the alias only. */
  private static List<Object> idsBehind(MilvusOptions options) {
    MilvusClientV2 client =
        new MilvusClientV2(ConnectConfig.builder().uri(options.endpoint()).build());
    try {
      return client
          .query(
              QueryReq.builder()
                  .collectionName(options.alias())
                  .filter("id != \"\"")
                  .outputFields(List.of("id"))
                  .consistencyLevel(ConsistencyLevel.STRONG)
                  .build())
          .getQueryResults()
          .stream()
          .map(row -> row.getEntity().get("id"))
          .toList();
    } finally {
      client.close();
    }
  }

  private static URI uri() {
    return URI.create(
        "milvus://localhost:%d/default?consistency=strong&deadline=PT30S".formatted(server.port()));
  }
}
