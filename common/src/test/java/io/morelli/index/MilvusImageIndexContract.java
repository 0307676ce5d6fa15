package io.morelli.index;

import static io.morelli.index.IndexSamples.image;
import static io.morelli.index.IndexSamples.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.vector.request.QueryReq;
import io.morelli.embedding.ModelInfo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for an index in Milvus, against a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MilvusImageIndexContract extends ImageIndexContract {

  private final MilvusServer.Kind kind;
  private MilvusServer server;

  MilvusImageIndexContract(MilvusServer.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void startServer(@TempDir Path folder) throws IOException {
    server = MilvusServer.start(kind, folder.resolve("data"));
  }

  @AfterAll
  void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  /** All tests share a collection, as making one takes seconds; each finds it empty. */
  @Override
  ImageIndex open(ModelInfo model) {
    ImageIndex index = ImageIndexes.open(server.uri(), model);
    List<String> ids = new ArrayList<>();
    index.scan(image -> ids.add(image.id()));
    index.delete(ids);
    return index;
  }

  @Test
  void collectionsThatAreNamedDoNotMeet() {
    try (ImageIndex first =
            ImageIndexes.open(server.uri("collection=first"), model("aaaaaaaaaaaaaaaa", 4));
        ImageIndex second =
            ImageIndexes.open(server.uri("collection=second"), model("bbbbbbbbbbbbbbbb", 5))) {
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
    URI uri = server.uri("alias=reopened");
    try (ImageIndex index = ImageIndexes.open(uri, model)) {
      index.upsert(List.of(image("a", 1, 0, 0, 0)));
    }
    try (ImageIndex index = ImageIndexes.open(uri, model)) {
      assertThat(index.get("a")).isPresent();
    }
  }

  @Test
  void theModelOfTheServingCollectionIsAskedForUntilTheAliasIsSwitched() {
    URI uri = server.uri("alias=live");
    ModelInfo oldModel = model("eeeeeeeeeeeeeeee", 4);
    ModelInfo newModel = model("ffffffffffffffff", 4);
    try (ImageIndex old = ImageIndexes.open(uri, oldModel)) {
      old.upsert(List.of(image("old", 1, 0, 0, 0)));
    }
    assertThatExceptionOfType(ModelMismatchException.class)
        .isThrownBy(() -> ImageIndexes.open(uri, newModel))
        .withMessageContaining("live_eeeeeeeeeeee")
        .withMessageContaining("morelli index reembed")
        .withMessageContaining("morelli index switch");

    URI target = server.uri("alias=live", "collection=live_next");
    try (ImageIndex next = ImageIndexes.open(target, newModel)) {
      next.upsert(List.of(image("next", 1, 0, 0, 0)));
    }
    assertThat(idsBehind("live")).containsExactly("old");
    try (IndexCatalog catalog = ImageIndexes.catalog(uri)) {
      catalog.switchTo("live_next");
      assertThat(idsBehind("live")).containsExactly("next");
      ImageIndexes.open(uri, newModel).close();
      assertThatExceptionOfType(ModelMismatchException.class)
          .isThrownBy(() -> ImageIndexes.open(uri, oldModel));

      catalog.switchTo("live_eeeeeeeeeeee");
      assertThat(idsBehind("live")).containsExactly("old");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> catalog.switchTo("nothing"))
          .withMessageContaining("nothing");
    }
  }

  @Test
  void theCatalogDescribesAndDropsWhatIsNotServing() {
    URI uri = server.uri("alias=shown");
    URI spare = server.uri("alias=shown", "collection=shown_spare");
    try (IndexCatalog catalog = ImageIndexes.catalog(uri);
        IndexCatalog spares = ImageIndexes.catalog(spare)) {
      String first = catalog.create(model("1111111111111111", 4));
      assertThat(first).isEqualTo("shown_111111111111");
      assertThat(spares.create(model("2222222222222222", 5))).isEqualTo("shown_spare");
      try (ImageIndex index = ImageIndexes.open(uri, model("1111111111111111", 4))) {
        index.upsert(List.of(image("a", 1, 0, 0, 0)));
      }
      try (ImageIndex index = catalog.read("")) {
        assertThat(index.get("a")).isPresent();
      }
      IndexDescription shown = describe(catalog, first);
      assertThat(shown.engine()).startsWith("Milvus ");
      assertThat(shown.serving()).isTrue();
      assertThat(shown.modelName()).isEqualTo("test");
      assertThat(shown.modelVersion()).isEqualTo("1111111111111111");
      assertThat(shown.dimension()).isEqualTo(4);
      assertThat(shown.count()).hasValue(1);
      assertThat(shown.indexType()).isEqualTo("HNSW");
      assertThat(describe(catalog, "shown_spare").serving()).isFalse();

      assertThatIllegalArgumentException()
          .isThrownBy(() -> catalog.drop(first))
          .withMessageContaining("shown");
      catalog.drop("shown_spare");
      assertThat(catalog.list()).extracting(IndexDescription::name).doesNotContain("shown_spare");
      assertThatIllegalArgumentException().isThrownBy(() -> catalog.drop("shown_spare"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index=FLAT", "index=IVF_FLAT&index.nlist=16&search.nprobe=16"})
  void otherIndexTypesFindTheSame(String options) {
    String collection = "type_" + options.substring(6, 9);
    URI uri = server.uri("collection=" + collection, options);
    try (ImageIndex index = ImageIndexes.open(uri, model("3333333333333333", 4))) {
      index.upsert(List.of(image("x", 1, 0, 0, 0), image("y", 0, 1, 0, 0)));
    }
    // A job need not know of what type the collection is.
    try (ImageIndex index =
        ImageIndexes.open(server.uri("collection=" + collection), model("3333333333333333", 4))) {
      List<Candidate> found = index.search(List.of(new float[] {0, 1, 0, 0}), 1, Map.of()).get(0);
      assertThat(found).extracting(c -> c.image().id()).containsExactly("y");
    }
  }

  @Test
  void aPartitionedCollectionKeepsThePicturesOfTenantsApart() {
    URI uri = server.uri("collection=tenants", "partition-key=tenant");
    float[] x = {1, 0, 0, 0};
    try (ImageIndex index = ImageIndexes.open(uri, model("4444444444444444", 4))) {
      index.upsert(
          List.of(
              image("a", x, Map.of("tenant", "one", "colour", "red")),
              image("b", x, Map.of("tenant", "two", "colour", "red")),
              image("c", x, Map.of())));
      assertThat(found(index, Map.of("tenant", "one"))).containsExactly("a");
      assertThat(found(index, Map.of("tenant", "two", "colour", "red"))).containsExactly("b");
      assertThat(found(index, Map.of())).containsExactlyInAnyOrder("a", "b", "c");
      // It moves to another partition.
      index.upsert(List.of(image("a", x, Map.of("tenant", "two"))));
      assertThat(found(index, Map.of("tenant", "one"))).isEmpty();
      assertThat(found(index, Map.of("tenant", "two"))).containsExactlyInAnyOrder("a", "b");
      assertThat(index.count()).isEqualTo(3);
      index.delete(List.of("a"));
      assertThat(index.count()).isEqualTo(2);
    }
  }

  /** As Milvus is set up by {@link MilvusCommand}; by default it finds half of what is fresh. */
  @Test
  void whatIsFreshIsFoundAsWellAsWhatIsSettled() {
    URI uri = server.uri("collection=fresh");
    SplittableRandom random = new SplittableRandom(1);
    List<IndexedImage> images =
        IntStream.range(0, 8_000).mapToObj(i -> image("" + i, unit(random, 32))).toList();
    List<float[]> queries = Stream.generate(() -> unit(random, 32)).limit(20).toList();
    try (IndexCatalog catalog = ImageIndexes.catalog(uri);
        ImageIndex index = ImageIndexes.open(uri, model("7777777777777777", 32))) {
      index.upsert(images);
      assertThat(recall(index, images, queries)).as("fresh").isGreaterThan(0.95);
      catalog.settle("fresh");
      assertThat(recall(index, images, queries)).as("settled").isGreaterThan(0.95);
      assertThat(index.count()).isEqualTo(images.size());
    }
  }

  /** Share of the true nearest 50 that are found. */
  private static double recall(ImageIndex index, List<IndexedImage> images, List<float[]> queries) {
    int found = 0;
    for (float[] query : queries) {
      Set<String> nearest =
          images.stream()
              .sorted(
                  Comparator.comparingDouble(
                      (IndexedImage image) -> -Cosine.of(query, image.vector())))
              .limit(50)
              .map(IndexedImage::id)
              .collect(Collectors.toSet());
      found +=
          index.search(List.of(query), 50, Map.of()).get(0).stream()
              .filter(candidate -> nearest.contains(candidate.image().id()))
              .count();
    }
    return found / (50.0 * queries.size());
  }

  private static float[] unit(SplittableRandom random, int dimension) {
    float[] vector = new float[dimension];
    double square = 0;
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < dimension; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  @Test
  void aServerThatDoesNotAnswerIsReportedInTime() {
    URI nobody = URI.create("milvus://localhost:1/default?deadline=PT1S");
    assertThatExceptionOfType(IndexUnavailableException.class)
        .isThrownBy(() -> ImageIndexes.open(nobody, model("dddddddddddddddd", 4)))
        .withMessageContaining("localhost:1");
  }

  @Test
  void aServerThatHangsIsReportedInTimeAndUsedAgainWhenItIsBack() throws IOException {
    URI impatient =
        URI.create(
            "milvus://localhost:%d/?alias=outage&consistency=strong&deadline=PT2S&tries=1"
                .formatted(server.port()));
    try (ImageIndex index = ImageIndexes.open(impatient, model("5555555555555555", 4))) {
      index.upsert(List.of(image("before", 1, 0, 0, 0)));
      server.pause();
      try {
        assertThatExceptionOfType(IndexUnavailableException.class)
            .isThrownBy(() -> index.upsert(List.of(image("during", 1, 0, 0, 0))));
        assertThatExceptionOfType(IndexUnavailableException.class)
            .isThrownBy(() -> found(index, Map.of()));
      } finally {
        server.resume();
      }
      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptionsInstanceOf(IndexUnavailableException.class)
          .untilAsserted(
              () -> {
                index.upsert(List.of(image("during", 1, 0, 0, 0)));
                assertThat(found(index, Map.of())).containsExactlyInAnyOrder("before", "during");
              });
    }
  }

  private static List<String> found(ImageIndex index, Map<String, String> filter) {
    return index.search(List.of(new float[] {1, 0, 0, 0}), 10, filter).get(0).stream()
        .map(candidate -> candidate.image().id())
        .toList();
  }

  private static IndexDescription describe(IndexCatalog catalog, String name) {
    return catalog.list().stream().filter(index -> index.name().equals(name)).findFirst().get();
  }

  /** What a program sees that knows the alias only. */
  private List<Object> idsBehind(String alias) {
    MilvusClientV2 client =
        new MilvusClientV2(
            ConnectConfig.builder().uri("http://localhost:" + server.port()).build());
    try {
      return client
          .query(
              QueryReq.builder()
                  .collectionName(alias)
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

  MilvusServer server() {
    return server;
  }
}
