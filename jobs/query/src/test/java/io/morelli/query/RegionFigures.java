package io.morelli.query;

import io.morelli.decision.SearchRule;
import io.morelli.embedding.Embedder;
import io.morelli.embedding.ModelInfo;
import io.morelli.features.KeyPointExtractor;
import io.morelli.features.KeyPoints;
import io.morelli.features.OrbSettings;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.Verification;
import io.morelli.features.VerifierSettings;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.index.InMemoryImageIndex;
import io.morelli.index.IndexedImage;
import io.morelli.message.RejectedException;
import io.morelli.operators.EmbedderProvider;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.PictureOptions;
import io.morelli.picture.PictureReader;
import io.morelli.picture.PictureView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/**
 * Prints what each kind of view of a photograph brings and costs: by vectors alone, and by the
 * search rule after verification. The gallery is all paintings and references; each query is
 * compared as the query job does it, one after another on one core, vectors apart. Argument: the
 * folder of test pictures.
 */
public final class RegionFigures {

  private static final int TOP_N = 100;
  private static final int BATCH = 8;

  /** What is added to the views before it. */
  private static final List<String> KINDS =
      List.of(
          "whole picture",
          "mirrored",
          "at 0.7 and 0.5 of its size",
          "centre at 0.7",
          "corners at 0.7",
          "3 x 3 grid at 0.5");

  private final PictureReader reader;
  private final Embedder embedder;
  private final ModelInfo model;
  private final InMemoryImageIndex index;
  private final PairVerifier verifier = new PairVerifier(VerifierSettings.DEFAULT);

  /**
   * @param views of each kind
   */
  private record Photograph(String painting, List<List<QueryView>> views) {

    List<QueryView> upTo(int kind) {
      return views.subList(0, kind + 1).stream().flatMap(List::stream).toList();
    }
  }

  /** Counts and nanoseconds over all photographs of a set. */
  private static final class Sum {
    private int first;
    private int candidates;
    private int found;
    private int wrong;
    private long views;
    private long verified;
    private long verifyNanos;
  }

  private RegionFigures(Configuration options, Embedder embedder) {
    this.embedder = embedder;
    this.model = embedder.model();
    this.reader = new PictureReader(PictureOptions.settings(options, model.inputSize()));
    this.index = new InMemoryImageIndex(model.dimension());
  }

  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    Configuration options = new Configuration();
    EmbedderProvider embedders =
        EmbeddingOptions.embedders(options, EmbeddingOptions.model(options), 0);
    try (Embedder embedder = embedders.open(List.of())) {
      RegionFigures figures = new RegionFigures(options, embedder);
      figures.index(data.resolve("art"), "art/");
      List<String> sets = List.of("paintings", "books");
      for (String set : sets) {
        figures.index(data.resolve("phone-photos").resolve(set).resolve("reference"), set + "/");
      }
      for (String set : sets) {
        figures.print(set, data.resolve("phone-photos").resolve(set).resolve("query"));
      }
    }
  }

  private void index(Path folder, String prefix) throws Exception {
    List<Path> files = files(folder);
    for (int i = 0; i < files.size(); i += BATCH) {
      List<Path> batch = files.subList(i, Math.min(files.size(), i + BATCH));
      List<PictureView> views = new ArrayList<>();
      for (Path file : batch) {
        views.add(reader.indexedView(decode(file)));
      }
      float[][] vectors = embedder.embed(views.stream().map(PictureView::pixels).toList());
      for (int k = 0; k < vectors.length; k++) {
        String id = prefix + batch.get(k).getFileName();
        byte[] features = views.get(k).keyPoints();
        index.upsert(List.of(new IndexedImage(id, vectors[k], features, Map.of(), 1, 1, "", 0)));
      }
    }
  }

  private void print(String set, Path folder) throws Exception {
    long start = System.nanoTime();
    List<Photograph> photographs = new ArrayList<>();
    for (Path file : files(folder)) {
      photographs.add(new Photograph(set + "/" + file.getFileName(), views(decode(file))));
    }
    long read = System.nanoTime();
    List<Photograph> embedded = new ArrayList<>();
    for (Photograph photograph : photographs) {
      embedded.add(new Photograph(photograph.painting(), embedded(photograph.views())));
    }
    int n = photographs.size();
    System.out.printf(
        "%n%s: decode and key points %.1f ms a view, vectors %.1f ms a view%n%n",
        set,
        (read - start) / 1e6 / n / photographs.get(0).upTo(KINDS.size() - 1).size(),
        (System.nanoTime() - read) / 1e6 / n / vectors(photographs.get(0)));
    System.out.println(
        "| views | key points of a candidate | a query | by vectors: first | among 100 | found by"
            + " the rule | wrong | pairs verified | verification, ms |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    print(embedded, 0, OrbSettings.DEFAULT.maxKeyPoints());
    for (int kind = 0; kind < KINDS.size(); kind++) {
      print(embedded, kind, OrbSettings.DEFAULT.indexedKeyPoints());
    }
  }

  private static long vectors(Photograph photograph) {
    return photograph.upTo(KINDS.size() - 1).stream()
        .filter(view -> view.picture().pixels() != null)
        .count();
  }

  private void print(List<Photograph> photographs, int kind, int keyPoints) {
    Sum sum = new Sum();
    for (Photograph photograph : photographs) {
      ask(photograph, photograph.upTo(kind), keyPoints, sum);
    }
    int n = photographs.size();
    System.out.printf(
        "| %s%s | %d | %.0f | %d | %d | %d | %d | %.0f | %.0f |%n",
        kind == 0 ? "" : "+ ",
        KINDS.get(kind),
        keyPoints,
        (double) sum.views / n,
        sum.first,
        sum.candidates,
        sum.found,
        sum.wrong,
        (double) sum.verified / n,
        sum.verifyNanos / 1e6 / n);
  }

  /** Of each kind; those at other scales get the vector of the whole when that is known. */
  private List<List<QueryView>> views(RgbImage image) {
    List<QueryView> coarse =
        KeyPointExtractor.COARSE_SCALES.stream()
            .map(scale -> view(Region.WHOLE, false, reader.coarseView(image, scale)))
            .toList();
    List<QueryView> regions =
        Region.OVERLAPPING.stream()
            .map(region -> view(region, false, reader.view(image.crop(region))))
            .toList();
    return List.of(
        List.of(view(Region.WHOLE, false, reader.view(image))),
        List.of(view(Region.WHOLE, true, reader.view(image.mirrored()))),
        coarse,
        regions.subList(0, 1),
        regions.subList(1, 5),
        regions.subList(5, 14));
  }

  private static QueryView view(Region region, boolean mirrored, PictureView picture) {
    return new QueryView(region, mirrored, picture, null);
  }

  private List<List<QueryView>> embedded(List<List<QueryView>> kinds) {
    List<byte[]> pixels =
        kinds.stream()
            .flatMap(List::stream)
            .map(view -> view.picture().pixels())
            .filter(Objects::nonNull)
            .toList();
    Iterator<float[]> vectors = List.of(embedder.embed(pixels)).iterator();
    List<List<QueryView>> embedded = new ArrayList<>();
    for (List<QueryView> views : kinds) {
      embedded.add(
          views.stream()
              .map(
                  view ->
                      view.embedded(
                          view.picture().pixels() == null
                              ? embedded.get(0).get(0).vector()
                              : vectors.next()))
              .toList());
    }
    return embedded;
  }

  private void ask(Photograph photograph, List<QueryView> views, int keyPoints, Sum sum) {
    Query query = SampleRequests.query(views);
    List<IndexedImage> found =
        index.nearestToAny(views.stream().map(QueryView::vector).toList(), TOP_N, Map.of());
    List<Contender> contenders = new Contenders(query, model.thresholds()).of(found, null, TOP_N);
    sum.views += views.size();
    for (int rank = 0; rank < contenders.size(); rank++) {
      if (contenders.get(rank).image().id().equals(photograph.painting())) {
        sum.first += rank == 0 ? 1 : 0;
        sum.candidates++;
      }
    }
    long start = System.nanoTime();
    List<Contender> verified = verify(views, contenders, keyPoints, sum);
    sum.verifyNanos += System.nanoTime() - start;
    SearchRule rule = new SearchRule(model.thresholds());
    Overshadowing overshadowing = new Overshadowing(query, verified);
    for (Contender contender : verified) {
      QueryView view = views.get(contender.view());
      if (rule.decide(
              contender.cosine(),
              view.picture().keyPointCount(),
              contender.keyPoints(),
              contender.matchingPoints(),
              () -> overshadowing.covers(contender))
          .match()) {
        boolean right = contender.image().id().equals(photograph.painting());
        sum.found += right ? 1 : 0;
        sum.wrong += right ? 0 : 1;
      }
    }
  }

  private List<Contender> verify(
      List<QueryView> views, List<Contender> contenders, int keyPoints, Sum sum) {
    List<PreparedQuery> prepared =
        views.stream()
            .map(view -> verifier.prepare(KeyPoints.unpack(view.picture().keyPoints())))
            .toList();
    List<Contender> verified = new ArrayList<>();
    for (Contender contender : contenders) {
      KeyPoints candidate =
          KeyPoints.unpack(KeyPoints.packedFirst(contender.image().features(), keyPoints));
      Contender best = contender;
      for (int view : contender.views()) {
        Verification verification = verifier.verify(prepared.get(view), candidate);
        best = best.verified(view, verification, null);
        sum.verified++;
      }
      verified.add(best);
    }
    prepared.forEach(PreparedQuery::close);
    return verified;
  }

  private RgbImage decode(Path file) throws IOException, RejectedException {
    return reader.decode(Files.readAllBytes(file)).image();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
