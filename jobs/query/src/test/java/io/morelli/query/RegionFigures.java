package io.morelli.query;

import io.morelli.decision.SearchRule;
import io.morelli.embedding.Embedder;
import io.morelli.embedding.ModelInfo;
import io.morelli.features.KeyPoints;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.Verification;
import io.morelli.features.VerifierSettings;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.index.Candidate;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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
  private static final Map<String, Predicate<QueryView>> KINDS = kinds();

  private final PictureReader reader;
  private final Embedder embedder;
  private final ModelInfo model;
  private final InMemoryImageIndex index;
  private final PairVerifier verifier = new PairVerifier(VerifierSettings.DEFAULT);

  private record Photograph(String painting, List<QueryView> views) {}

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
    EmbedderProvider embedders = EmbeddingOptions.embedders(options, 0);
    try (Embedder embedder = embedders.open(List.of(), 0)) {
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

  private static Map<String, Predicate<QueryView>> kinds() {
    List<Region> regions = SecondLook.REGIONS;
    Map<String, Predicate<QueryView>> kinds = new LinkedHashMap<>();
    kinds.put("whole picture", view -> view.region().equals(Region.WHOLE) && !view.mirrored());
    kinds.put("mirrored", QueryView::mirrored);
    kinds.put("centre at 0.7", view -> view.region().equals(regions.get(0)));
    kinds.put("corners at 0.7", view -> regions.subList(1, 5).contains(view.region()));
    kinds.put("3 x 3 grid at 0.5", view -> regions.subList(5, 14).contains(view.region()));
    return kinds;
  }

  private void index(Path folder, String prefix) throws Exception {
    List<Path> files = files(folder);
    for (int i = 0; i < files.size(); i += BATCH) {
      List<Path> batch = files.subList(i, Math.min(files.size(), i + BATCH));
      List<PictureView> views = new ArrayList<>();
      for (Path file : batch) {
        views.add(reader.view(decode(file)));
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
      RgbImage image = decode(file);
      List<QueryView> views = new ArrayList<>();
      views.add(new QueryView(Region.WHOLE, false, reader.view(image), null));
      views.add(new QueryView(Region.WHOLE, true, reader.view(image.mirrored()), null));
      for (Region region : SecondLook.REGIONS) {
        views.add(new QueryView(region, false, reader.view(image.crop(region)), null));
      }
      photographs.add(new Photograph(set + "/" + file.getFileName(), views));
    }
    long read = System.nanoTime();
    List<Photograph> embedded = new ArrayList<>();
    for (Photograph photograph : photographs) {
      List<QueryView> views = new ArrayList<>(photograph.views());
      float[][] vectors =
          embedder.embed(views.stream().map(view -> view.picture().pixels()).toList());
      for (int i = 0; i < vectors.length; i++) {
        views.set(i, views.get(i).embedded(vectors[i]));
      }
      embedded.add(new Photograph(photograph.painting(), views));
    }
    double count = (double) photographs.size() * photographs.get(0).views().size();
    System.out.printf(
        "%n%s: decode and key points %.1f ms a view, vectors %.1f ms a view%n%n",
        set, (read - start) / 1e6 / count, (System.nanoTime() - read) / 1e6 / count);
    System.out.println(
        "| views | a query | by vectors: first | among 100 | found by the rule | wrong | pairs"
            + " verified | verification, ms |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    Predicate<QueryView> all = view -> false;
    for (Map.Entry<String, Predicate<QueryView>> kind : KINDS.entrySet()) {
      all = all.or(kind.getValue());
      Sum sum = new Sum();
      for (Photograph photograph : embedded) {
        ask(photograph, photograph.views().stream().filter(all).toList(), sum);
      }
      int n = embedded.size();
      System.out.printf(
          "| %s%s | %.0f | %d | %d | %d | %d | %.0f | %.0f |%n",
          sum.views == n ? "" : "+ ",
          kind.getKey(),
          (double) sum.views / n,
          sum.first,
          sum.candidates,
          sum.found,
          sum.wrong,
          (double) sum.verified / n,
          sum.verifyNanos / 1e6 / n);
    }
  }

  private void ask(Photograph photograph, List<QueryView> views, Sum sum) {
    Query query =
        Query.of(
                new SearchRequest(
                    "", null, new SearchOptions(TOP_N, Map.of(), null, Set.of()), null, null, 0, 0))
            .withViews(views);
    List<List<Candidate>> found =
        index.search(views.stream().map(QueryView::vector).toList(), TOP_N, Map.of());
    List<Contender> contenders = new Contenders(query, model.thresholds()).of(found, null, TOP_N);
    sum.views += views.size();
    for (int rank = 0; rank < contenders.size(); rank++) {
      if (contenders.get(rank).image().id().equals(photograph.painting())) {
        sum.first += rank == 0 ? 1 : 0;
        sum.candidates++;
      }
    }
    long start = System.nanoTime();
    List<Contender> verified = verify(views, contenders, sum);
    sum.verifyNanos += System.nanoTime() - start;
    SearchRule rule = new SearchRule(model.thresholds());
    for (Contender contender : verified) {
      QueryView view = views.get(contender.view());
      int points = contender.verification() == null ? 0 : contender.verification().matchingPoints();
      if (rule.decide(
              contender.cosine(), view.picture().keyPointCount(), contender.keyPoints(), points)
          .match()) {
        boolean right = contender.image().id().equals(photograph.painting());
        sum.found += right ? 1 : 0;
        sum.wrong += right ? 0 : 1;
      }
    }
  }

  private List<Contender> verify(List<QueryView> views, List<Contender> contenders, Sum sum) {
    List<PreparedQuery> prepared =
        views.stream()
            .map(view -> verifier.prepare(KeyPoints.unpack(view.picture().keyPoints())))
            .toList();
    List<Contender> verified = new ArrayList<>();
    for (Contender contender : contenders) {
      KeyPoints candidate = KeyPoints.unpack(contender.image().features());
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
