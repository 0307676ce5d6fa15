package io.morelli.index;

import static io.morelli.index.IndexSamples.image;
import static io.morelli.index.IndexSamples.near;
import static io.morelli.index.IndexSamples.normalised;
import static io.morelli.index.IndexSamples.randomVector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.morelli.embedding.ModelInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules that every {@link ImageIndex} keeps. */
abstract class ImageIndexContract {

  static final int DIMENSION = 4;

  private static final float[] X = {1, 0, 0, 0};
  private static final float[] Y = {0, 1, 0, 0};
  private static final float[] Z = {0, 0, 1, 0};

  private ImageIndex index;

  /** An empty index whose searches see all writes before them. */
  abstract ImageIndex open(ModelInfo model) throws Exception;

  @BeforeEach
  void openEmptyIndex() throws Exception {
    index = open(IndexSamples.model("0123456789abcdef", DIMENSION));
  }

  @AfterEach
  void closeIndex() {
    if (index != null) {
      index.close();
    }
  }

  @Test
  void anEmptyIndexAnswers() {
    assertThat(index.count()).isZero();
    assertThat(index.get("a")).isEmpty();
    assertThat(index.search(List.of(X, Y), 10, Map.of())).containsExactly(List.of(), List.of());
    assertThat(scan()).isEmpty();
    index.delete(List.of("a"));
    index.upsert(List.of());
    index.delete(List.of());
    index.flush();
    assertThat(index.count()).isZero();
  }

  @Test
  void everyFieldComesBackFromGetSearchAndScan() {
    byte[] features = new byte[65_535];
    new Random(1).nextBytes(features);
    IndexedImage image =
        new IndexedImage(
            "mona lisa/√ 1",
            normalised(0.3f, -0.5f, 0.7f, 0.1f),
            features,
            Map.of("artist", "Leonardo \"da\" Vinci", "año", "", "", "no name"),
            1024,
            720,
            "ab12",
            1_700_000_000_123L,
            new IndexedImage.Source(3, 12_345_678_901L));
    index.upsert(List.of(image));
    assertThat(index.get(image.id())).get().usingRecursiveComparison().isEqualTo(image);
    assertThat(search(X, 1))
        .singleElement()
        .extracting(Candidate::image)
        .usingRecursiveComparison()
        .isEqualTo(image);
    assertThat(scan()).singleElement().usingRecursiveComparison().isEqualTo(image);
  }

  @Test
  void featuresMayBeEmpty() {
    index.upsert(List.of(new IndexedImage("plain", X, new byte[0], Map.of(), 16, 16, "ab", 0)));
    assertThat(index.get("plain").orElseThrow().features()).isEmpty();
  }

  @Test
  void searchGivesTheNearestFirstWithTheirCosine() {
    index.upsert(List.of(image("far", -1, 0, 0, 0), image("near", 3, 4, 0, 0), image("same", X)));
    List<Candidate> found = search(X, 10);
    assertThat(ids(found)).containsExactly("same", "near", "far");
    assertThat(found.get(0).cosine()).isCloseTo(1, within(1e-6));
    assertThat(found.get(1).cosine()).isCloseTo(0.6, within(1e-6));
    assertThat(found.get(2).cosine()).isCloseTo(-1, within(1e-6));
  }

  @Test
  void searchAnswersEveryVectorInOrderWithAtMostTopN() {
    index.upsert(List.of(image("x", X), image("y", Y), image("xy", 2, 1, 0, 0)));
    List<List<Candidate>> found = index.search(List.of(Y, X, Y), 2, Map.of());
    assertThat(found).hasSize(3);
    assertThat(ids(found.get(0))).containsExactly("y", "xy");
    assertThat(ids(found.get(1))).containsExactly("x", "xy");
    assertThat(ids(found.get(2))).containsExactly("y", "xy");
    assertThat(index.search(List.of(), 2, Map.of())).isEmpty();
  }

  @Test
  void nearestToAnyGivesTheBestOfAllVectorsOnce() {
    index.upsert(
        List.of(image("x", X), image("y", Y), image("xy", 2, 1, 0, 0), image("far", -1, -1, 0, 0)));
    assertThat(index.nearestToAny(List.of(Y, X), 3, Map.of()))
        .extracting(IndexedImage::id)
        .containsExactlyInAnyOrder("x", "y", "xy")
        .endsWith("xy");
    assertThat(index.nearestToAny(List.of(Y), 10, Map.of()))
        .extracting(IndexedImage::id)
        .containsExactly("y", "xy", "x", "far");
    assertThat(index.nearestToAny(List.of(), 2, Map.of())).isEmpty();
  }

  @Test
  void upsertReplacesEverything() {
    index.upsert(List.of(image("a", X, Map.of("colour", "red"))));
    index.upsert(List.of(image("a", Y, Map.of("shape", "round"))));
    assertThat(index.count()).isEqualTo(1);
    assertThat(ids(search(X, 10))).containsExactly("a");
    assertThat(search(Y, 10).get(0).cosine()).isCloseTo(1, within(1e-6));
    assertThat(index.get("a").orElseThrow().metadata()).isEqualTo(Map.of("shape", "round"));
    assertThat(index.search(List.of(X), 10, Map.of("colour", "red")).get(0)).isEmpty();
  }

  @Test
  void theLastOfAnIdInABatchStays() {
    index.upsert(List.of(image("a", X), image("b", Z), image("a", Y), image("b", Z)));
    assertThat(index.count()).isEqualTo(2);
    assertThat(index.get("a").orElseThrow().vector()).containsExactly(Y);
    assertThat(scan()).hasSize(2);
  }

  @Test
  void writesAreIdempotent() {
    List<IndexedImage> images = List.of(image("a", X), image("b", Y));
    index.upsert(images);
    index.upsert(images);
    index.flush();
    index.upsert(images);
    assertThat(index.count()).isEqualTo(2);
    index.delete(List.of("a", "a", "unknown"));
    index.delete(List.of("a"));
    assertThat(index.count()).isEqualTo(1);
    assertThat(ids(search(X, 10))).containsExactly("b");
    assertThat(index.get("a")).isEmpty();
  }

  @Test
  void theOrderOfWritesDecides() {
    index.upsert(List.of(image("a", X), image("b", Y)));
    index.delete(List.of("a"));
    index.upsert(List.of(image("a", Z)));
    index.delete(List.of("b"));
    assertThat(ids(search(Z, 10))).containsExactly("a");
    index.flush();
    index.delete(List.of("a"));
    index.upsert(List.of(image("b", X)));
    index.delete(List.of("b"));
    assertThat(index.count()).isZero();
    assertThat(search(X, 10)).isEmpty();
  }

  @Test
  void aFilterAsksForAllOfItsValuesExactly() {
    index.upsert(
        List.of(
            image("red round", X, Map.of("colour", "red", "shape", "round")),
            image("red square", X, Map.of("colour", "red", "shape", "square")),
            image("Red", X, Map.of("colour", "Red")),
            image("red-ish", X, Map.of("colour", "red wine")),
            image("none", X)));
    assertThat(filtered(Map.of("colour", "red")))
        .containsExactlyInAnyOrder("red round", "red square");
    assertThat(filtered(Map.of("colour", "red", "shape", "round"))).containsExactly("red round");
    assertThat(filtered(Map.of("colour", "round"))).isEmpty();
    assertThat(filtered(Map.of("unknown", "red"))).isEmpty();
    assertThat(filtered(Map.of())).hasSize(5);
  }

  @Test
  void aFilterAppliesBeforeTheTopN() {
    List<IndexedImage> images = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      images.add(image("near " + i, 100, i, 0, 0));
    }
    images.add(image("far", normalised(0, 0, 0, 1), Map.of("wanted", "yes")));
    index.upsert(images);
    List<Candidate> found = index.search(List.of(X), 1, Map.of("wanted", "yes")).get(0);
    assertThat(ids(found)).containsExactly("far");
  }

  @Test
  void idsNamesAndValuesAreTakenLiterally() {
    List<String> texts =
        List.of(
            "it's",
            "say \"no\"",
            "back\\slash",
            "a\nline",
            "tab\tand\rreturn",
            "100%",
            "a_b",
            "{x}",
            "[0]",
            "a/b~c",
            "Ærø – 絵画 🖼",
            "a' or id != '",
            "\" || true || \"",
            "1",
            "true",
            "=",
            "a:b",
            " ");
    List<IndexedImage> images = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String text : texts) {
      String other = text + "x";
      images.add(image(text, X, Map.of("plain", text, text, "value")));
      images.add(image(other, Y, Map.of("plain", other, other, "value")));
      others.add(other);
    }
    index.upsert(images);
    for (String text : texts) {
      assertThat(index.get(text).map(IndexedImage::id)).as("id <%s>", text).contains(text);
      assertThat(filtered(Map.of("plain", text))).as("value <%s>", text).containsExactly(text);
      assertThat(filtered(Map.of(text, "value"))).as("name <%s>", text).containsExactly(text);
    }
    index.delete(texts);
    for (String text : texts) {
      assertThat(index.get(text)).as("deleted <%s>", text).isEmpty();
    }
    assertThat(ids(search(X, 100))).containsExactlyInAnyOrderElementsOf(others);
    assertThat(index.count()).isEqualTo(others.size());
  }

  @Test
  void whatBreaksALimitIsRefusedBeforeAnythingIsWritten() {
    IndexedImage good = image("good", X);
    for (IndexedImage bad :
        List.of(
            image("short vector", 1, 0, 0),
            image("nan", new float[] {Float.NaN, 0, 0, 0}, Map.of()),
            image("", X),
            image("é".repeat(129), X),
            image("long metadata", X, Map.of("n", "v".repeat(ImageIndex.MAX_METADATA_BYTES))),
            image("controls", X, Map.of("n", "\u0001".repeat(ImageIndex.MAX_METADATA_BYTES / 6))),
            withFeatures("many features", ImageIndex.MAX_FEATURES_BYTES + 1))) {
      assertThatIllegalArgumentException().isThrownBy(() -> index.upsert(List.of(good, bad)));
    }
    assertThat(index.count()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.search(List.of(new float[] {1, 0, 0}), 1, Map.of()))
        .withMessageContaining("3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.search(List.of(X), 0, Map.of()))
        .withMessageContaining("0");
  }

  @Test
  void theMostFeaturesFit() {
    IndexedImage image = withFeatures("most", ImageIndex.MAX_FEATURES_BYTES);
    index.upsert(List.of(image));
    assertThat(index.get("most").orElseThrow().features()).isEqualTo(image.features());
  }

  @Test
  void theLongestIdAndMetadataFit() {
    String id = "é".repeat(128);
    Map<String, String> metadata = Map.of("n", "v".repeat(ImageIndex.MAX_METADATA_BYTES - 8));
    index.upsert(List.of(image(id, X, metadata)));
    assertThat(index.get(id).orElseThrow().metadata()).isEqualTo(metadata);
    assertThat(filtered(metadata)).containsExactly(id);
    // Six bytes each as JSON, which is how they are counted.
    Map<String, String> controls =
        Map.of("n", "\u0001".repeat(ImageIndex.MAX_METADATA_BYTES / 6 - 2));
    index.upsert(List.of(image("controls", X, controls)));
    assertThat(index.get("controls").orElseThrow().metadata()).isEqualTo(controls);
  }

  @Test
  void scanVisitsEveryPictureOnce() {
    Random random = new Random(2);
    Set<String> expected = new HashSet<>();
    for (int batch = 0; batch < 5; batch++) {
      List<IndexedImage> images = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        String id = "image " + (200 * batch + i);
        images.add(image(id, randomVector(random, DIMENSION)));
        expected.add(id);
      }
      index.upsert(images);
    }
    List<String> gone = List.of("image 7", "image 700");
    index.delete(gone);
    gone.forEach(expected::remove);
    assertThat(scan()).extracting(IndexedImage::id).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(index.count()).isEqualTo(expected.size());
  }

  @Test
  void theNearestOfManyAreFound() {
    Random random = new Random(3);
    List<IndexedImage> images = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      images.add(image("image " + i, randomVector(random, DIMENSION)));
    }
    index.upsert(images);
    float[] query = near(images.get(123).vector(), 0.1, random);
    List<String> exact =
        images.stream()
            .sorted(Comparator.comparingDouble(image -> -Cosine.of(query, image.vector())))
            .limit(10)
            .map(IndexedImage::id)
            .toList();
    assertThat(ids(search(query, 10))).isEqualTo(exact);
  }

  @Test
  void threadsMayShareIt() throws Exception {
    int threads = 4;
    int each = 25;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String name = "thread " + t;
        tasks.add(
            () -> {
              int seen = 0;
              for (int i = 0; i < each; i++) {
                String id = name + " image " + i;
                index.upsert(List.of(image(id, X, Map.of("thread", name))));
                if (i % 5 == 0) {
                  index.delete(List.of(id));
                }
                seen = index.search(List.of(X), 100, Map.of("thread", name)).get(0).size();
              }
              return seen;
            });
      }
      for (Future<Integer> seen : executor.invokeAll(tasks)) {
        assertThat(seen.get()).isEqualTo(each - each / 5);
      }
    } finally {
      executor.shutdown();
    }
    assertThat(index.count()).isEqualTo(threads * (each - each / 5));
  }

  private static IndexedImage withFeatures(String id, int bytes) {
    byte[] features = new byte[bytes];
    new Random(4).nextBytes(features);
    return new IndexedImage(id, X, features, Map.of(), 16, 16, "ab", 0);
  }

  private List<Candidate> search(float[] vector, int topN) {
    return index.search(List.of(vector), topN, Map.of()).get(0);
  }

  private List<String> filtered(Map<String, String> filter) {
    return ids(index.search(List.of(X), 100, filter).get(0));
  }

  private List<IndexedImage> scan() {
    List<IndexedImage> visited = new ArrayList<>();
    index.scan(visited::add);
    return visited;
  }

  private static List<String> ids(List<Candidate> candidates) {
    return candidates.stream().map(candidate -> candidate.image().id()).toList();
  }
}
