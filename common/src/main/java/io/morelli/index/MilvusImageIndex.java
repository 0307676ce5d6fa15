package io.morelli.index;

import com.google.gson.JsonObject;
import io.milvus.orm.iterator.QueryIterator;
import io.milvus.response.QueryResultsWrapper.RowRecord;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryIteratorReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.QueryResp.QueryResult;
import io.milvus.v2.service.vector.response.SearchResp.SearchResult;
import io.morelli.embedding.ModelInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An index on a Milvus server: one collection for each model version, so that pictures can be
 * embedded with a new model while the old one goes on answering. The alias names the serving one,
 * which is looked up once, when the index is opened: a program with a model of its own must not be
 * moved to the vectors of another.
 *
 * <p>Searches have the consistency of {@link MilvusOptions}; other reads see all writes.
 */
public final class MilvusImageIndex implements ImageIndex {

  private final MilvusConnection milvus;
  private final MilvusOptions options;
  private final MilvusRows rows;
  private final MilvusVectorIndex vectorIndex;
  private final String collection;
  private final int dimension;

  private MilvusImageIndex(MilvusConnection milvus, MilvusConnection.Description collection) {
    this.milvus = milvus;
    this.options = milvus.options();
    this.rows = collection.rows();
    this.collection = collection.name();
    this.dimension = collection.dimension();
    // What the collection has, which need not be what a new one would get.
    this.vectorIndex =
        MilvusVectorIndex.of(
            milvus.describeVectorIndex(this.collection).getIndexType().getName(),
            Map.of(),
            options.vectorIndex().search());
  }

  /**
   * Connects to the collection that the options name, else to the one that the alias names. Makes
   * it where it is missing; where there is no alias, the collection becomes the serving one. Loads
   * it, which for millions of pictures takes minutes.
   *
   * @throws ModelMismatchException if the collection was built with another model
   * @throws IllegalArgumentException if the server is too old for the index type of the options
   * @throws IndexUnavailableException if the server does not answer
   */
  public static MilvusImageIndex open(MilvusOptions options, ModelInfo model) {
    MilvusConnection milvus = MilvusConnection.open(options);
    try {
      return open(milvus, model);
    } catch (RuntimeException e) {
      milvus.close();
      throw e;
    }
  }

  private static MilvusImageIndex open(MilvusConnection milvus, ModelInfo model) {
    MilvusOptions options = milvus.options();
    boolean byAlias = options.collection().isEmpty();
    Optional<String> serving = byAlias ? milvus.serving() : Optional.empty();
    String name =
        byAlias ? serving.orElseGet(() -> options.usualName(model)) : options.collection();
    MilvusConnection.Description collection =
        milvus.describe(name).orElseGet(() -> milvus.create(name, model));
    if (!collection.modelVersion().equals(model.version())
        || collection.dimension() != model.dimension()) {
      throw new ModelMismatchException(
          "the collection %s of Milvus at %s".formatted(name, options),
          collection.modelVersion(),
          Integer.toString(collection.dimension()),
          model);
    }
    milvus.prepare(name);
    if (byAlias && serving.isEmpty()) {
      milvus.serve(name);
    }
    return new MilvusImageIndex(milvus, collection);
  }

  /** Opens a collection whatever its model is. */
  static MilvusImageIndex read(MilvusOptions options, MilvusConnection.Description collection) {
    MilvusConnection milvus = MilvusConnection.open(options);
    try {
      milvus.prepare(collection.name());
      return new MilvusImageIndex(milvus, collection);
    } catch (RuntimeException e) {
      milvus.close();
      throw e;
    }
  }

  /** The name of the collection. */
  String collection() {
    return collection;
  }

  @Override
  public void upsert(List<IndexedImage> images) {
    List<IndexedImage> last = List.copyOf(Checks.lastOfEachId(images, dimension));
    if (rows.isPartitioned()) {
      // Milvus 2.3 would put what is upserted into a partition where a filter does not look.
      delete(last.stream().map(IndexedImage::id).toList());
    }
    for (List<IndexedImage> batch : batches(last)) {
      List<JsonObject> data = batch.stream().map(rows::write).toList();
      if (rows.isPartitioned()) {
        InsertReq request = InsertReq.builder().collectionName(collection).data(data).build();
        write(client -> client.insert(request));
      } else {
        UpsertReq request = UpsertReq.builder().collectionName(collection).data(data).build();
        write(client -> client.upsert(request));
      }
    }
  }

  @Override
  public void delete(Collection<String> ids) {
    for (List<String> batch : batches(List.copyOf(ids))) {
      DeleteReq request =
          DeleteReq.builder().collectionName(collection).filter(MilvusRows.idFilter(batch)).build();
      call(client -> client.delete(request));
    }
  }

  /** Does nothing: a write that Milvus has acknowledged is in its log already. */
  @Override
  public void flush() {}

  /**
   * Searches for ids, then reads each picture once, since an answer with the features for every
   * vector could exceed what one call may return.
   */
  @Override
  public List<List<Candidate>> search(List<float[]> vectors, int topN, Map<String, String> filter) {
    List<List<SearchResult>> hits = nearest(vectors, topN, filter);
    Set<String> ids = new LinkedHashSet<>();
    hits.forEach(list -> list.forEach(hit -> ids.add((String) hit.getId())));
    Map<String, IndexedImage> images = read(ids, options.consistency());

    List<List<Candidate>> results = new ArrayList<>(vectors.size());
    for (int v = 0; v < vectors.size(); v++) {
      float[] vector = vectors.get(v);
      results.add(
          hits.get(v).stream()
              .map(hit -> images.get((String) hit.getId()))
              // Deleted in between.
              .filter(Objects::nonNull)
              .map(image -> new Candidate(image, Cosine.of(vector, image.vector())))
              .sorted(Comparator.comparingDouble(Candidate::cosine).reversed())
              .toList());
    }
    return results;
  }

  @Override
  public List<IndexedImage> nearestToAny(
      List<float[]> vectors, int topN, Map<String, String> filter) {
    BestScores<String> best = new BestScores<>();
    for (List<SearchResult> list : nearest(vectors, topN, filter)) {
      list.forEach(hit -> best.add((String) hit.getId(), hit.getScore()));
    }
    List<String> ids = best.first(topN);
    Map<String, IndexedImage> images = read(ids, options.consistency());
    // One may have been deleted in between.
    return ids.stream().map(images::get).filter(Objects::nonNull).toList();
  }

  /** The nearest ids of each vector. */
  private List<List<SearchResult>> nearest(
      List<float[]> vectors, int topN, Map<String, String> filter) {
    Checks.checkSearch(vectors, topN, dimension);
    if (vectors.isEmpty()) {
      return List.of();
    }
    SearchReq request =
        SearchReq.builder()
            .collectionName(collection)
            .annsField(MilvusRows.VECTOR)
            .metricType(IndexParam.MetricType.COSINE)
            .data(vectors.stream().<BaseVector>map(FloatVec::new).toList())
            .limit(topN)
            .filter(rows.metadataFilter(filter))
            .searchParams(vectorIndex.searchParameters(topN))
            .consistencyLevel(options.consistency())
            .build();
    return call(client -> client.search(request)).getSearchResults();
  }

  @Override
  public Optional<IndexedImage> get(String id) {
    return Optional.ofNullable(read(Set.of(id), ConsistencyLevel.STRONG).get(id));
  }

  private Map<String, IndexedImage> read(Collection<String> ids, ConsistencyLevel consistency) {
    Map<String, IndexedImage> images = new HashMap<>();
    for (List<String> batch : batches(List.copyOf(ids))) {
      QueryReq request =
          QueryReq.builder()
              .collectionName(collection)
              .filter(MilvusRows.idFilter(batch))
              .outputFields(MilvusRows.FIELDS)
              .consistencyLevel(consistency)
              .build();
      for (QueryResult row : call(client -> client.query(request)).getQueryResults()) {
        IndexedImage image = MilvusRows.read(row.getEntity());
        images.put(image.id(), image);
      }
    }
    return images;
  }

  @Override
  public long count() {
    return milvus.count(collection);
  }

  @Override
  public void scan(Consumer<IndexedImage> visitor) {
    QueryIteratorReq request =
        QueryIteratorReq.builder()
            .collectionName(collection)
            .outputFields(MilvusRows.FIELDS)
            .batchSize(options.batch())
            .consistencyLevel(ConsistencyLevel.STRONG)
            .build();
    QueryIterator iterator = call(client -> client.queryIterator(request));
    try {
      List<RowRecord> rows = call(client -> iterator.next());
      while (!rows.isEmpty()) {
        rows.forEach(row -> visitor.accept(MilvusRows.read(row.getFieldValues())));
        rows = call(client -> iterator.next());
      }
    } finally {
      iterator.close();
    }
  }

  @Override
  public void close() {
    milvus.close();
  }

  private <T> T call(Function<MilvusClientV2, T> action) {
    return milvus.call(() -> action.apply(milvus.client()));
  }

  private void write(Consumer<MilvusClientV2> action) {
    milvus.write(
        () -> {
          action.accept(milvus.client());
          return null;
        });
  }

  private <T> List<List<T>> batches(List<T> all) {
    List<List<T>> batches = new ArrayList<>();
    for (int start = 0; start < all.size(); start += options.batch()) {
      batches.add(all.subList(start, Math.min(all.size(), start + options.batch())));
    }
    return batches;
  }
}
