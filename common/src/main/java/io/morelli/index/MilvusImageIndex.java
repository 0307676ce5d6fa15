package io.morelli.index;

import io.milvus.exception.MilvusException;
import io.milvus.orm.iterator.QueryIterator;
import io.milvus.response.QueryResultsWrapper.RowRecord;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.client.RetryConfig;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.index.request.CreateIndexReq;
import io.milvus.v2.service.utility.request.AlterAliasReq;
import io.milvus.v2.service.utility.request.CreateAliasReq;
import io.milvus.v2.service.vector.request.DeleteReq;
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
import java.util.function.Supplier;

/**
 * An index on a Milvus server: one collection for each model version, so that pictures can be
 * embedded with a new model while the old one goes on answering. An alias names the live one.
 *
 * <p>Searches have the consistency of {@link MilvusOptions}; other reads see all writes.
 */
public final class MilvusImageIndex implements ImageIndex {

  /** Rows in one call: at most some 90 kB each, and Milvus takes 64 MB. */
  private static final int BATCH = 256;

  private static final int TRIES = 3;
  private static final int MAX_CONNECTIONS = 32;
  private static final int CONSTRUCTION_BREADTH = 200;
  private static final int MIN_SEARCH_BREADTH = 200;

  private final MilvusClientV2 client;
  private final MilvusOptions options;
  private final String collection;
  private final int dimension;

  private MilvusImageIndex(
      MilvusClientV2 client, MilvusOptions options, String collection, int dimension) {
    this.client = client;
    this.options = options;
    this.collection = collection;
    this.dimension = dimension;
  }

  /**
   * Connects, and makes and loads the collection of the model where it is missing. The first
   * collection becomes the live one.
   *
   * @throws IndexUnavailableException if the server does not answer
   */
  public static MilvusImageIndex open(MilvusOptions options, ModelInfo model) {
    MilvusClientV2 client = call(options, () -> connect(options));
    MilvusImageIndex index =
        new MilvusImageIndex(client, options, collection(model), model.dimension());
    try {
      index.prepare(model);
      return index;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static String collection(ModelInfo model) {
    return "morelli_" + model.version().substring(0, 12);
  }

  private static MilvusClientV2 connect(MilvusOptions options) {
    long deadline = options.deadline().toMillis();
    MilvusClientV2 client =
        new MilvusClientV2(
            ConnectConfig.builder()
                .uri(options.endpoint())
                .dbName(options.database())
                .token(options.token().isEmpty() ? null : options.token())
                .connectTimeoutMs(deadline)
                .rpcDeadlineMs(deadline)
                .build());
    client.retryConfig(
        RetryConfig.builder().maxRetryTimes(TRIES).maxRetryTimeoutMs(TRIES * deadline).build());
    return client;
  }

  private void prepare(ModelInfo model) {
    call(
        () -> {
          if (!exists(collection)) {
            client.createCollection(
                CreateCollectionReq.builder()
                    .collectionName(collection)
                    .description("model %s, version %s".formatted(model.name(), model.version()))
                    .collectionSchema(MilvusRows.schema(dimension))
                    .consistencyLevel(options.consistency())
                    .build());
          }
          // Both change nothing where they are done already.
          client.createIndex(
              CreateIndexReq.builder()
                  .collectionName(collection)
                  .indexParams(List.of(vectorIndex()))
                  .build());
          client.loadCollection(LoadCollectionReq.builder().collectionName(collection).build());
          if (!exists(options.alias())) {
            promote();
          }
          return null;
        });
  }

  private static IndexParam vectorIndex() {
    return IndexParam.builder()
        .fieldName(MilvusRows.VECTOR)
        .indexType(IndexParam.IndexType.HNSW)
        .metricType(IndexParam.MetricType.COSINE)
        .extraParams(Map.of("M", MAX_CONNECTIONS, "efConstruction", CONSTRUCTION_BREADTH))
        .build();
  }

  /** Whether a collection or an alias has this name. */
  private boolean exists(String name) {
    return client.hasCollection(HasCollectionReq.builder().collectionName(name).build());
  }

  /**
   * Makes this collection the live one: points the alias to it. To roll back, promote the former.
   */
  public void promote() {
    call(
        () -> {
          if (exists(options.alias())) {
            client.alterAlias(
                AlterAliasReq.builder().collectionName(collection).alias(options.alias()).build());
          } else {
            client.createAlias(
                CreateAliasReq.builder().collectionName(collection).alias(options.alias()).build());
          }
          return null;
        });
  }

  @Override
  public void upsert(List<IndexedImage> images) {
    List<IndexedImage> last = List.copyOf(Checks.lastOfEachId(images, dimension));
    for (List<IndexedImage> batch : batches(last)) {
      UpsertReq request =
          UpsertReq.builder()
              .collectionName(collection)
              .data(batch.stream().map(MilvusRows::write).toList())
              .build();
      call(() -> client.upsert(request));
    }
  }

  @Override
  public void delete(Collection<String> ids) {
    for (List<String> batch : batches(List.copyOf(ids))) {
      DeleteReq request =
          DeleteReq.builder().collectionName(collection).filter(MilvusRows.idFilter(batch)).build();
      call(() -> client.delete(request));
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
            .filter(MilvusRows.metadataFilter(filter))
            .searchParams(Map.of("ef", Math.max(2 * topN, MIN_SEARCH_BREADTH)))
            .consistencyLevel(options.consistency())
            .build();
    List<List<SearchResult>> hits = call(() -> client.search(request)).getSearchResults();
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
  public Optional<IndexedImage> get(String id) {
    return Optional.ofNullable(read(Set.of(id), ConsistencyLevel.STRONG).get(id));
  }

  private Map<String, IndexedImage> read(Set<String> ids, ConsistencyLevel consistency) {
    Map<String, IndexedImage> images = new HashMap<>();
    for (List<String> batch : batches(List.copyOf(ids))) {
      QueryReq request =
          QueryReq.builder()
              .collectionName(collection)
              .filter(MilvusRows.idFilter(batch))
              .outputFields(MilvusRows.FIELDS)
              .consistencyLevel(consistency)
              .build();
      for (QueryResult row : call(() -> client.query(request)).getQueryResults()) {
        IndexedImage image = MilvusRows.read(row.getEntity());
        images.put(image.id(), image);
      }
    }
    return images;
  }

  @Override
  public long count() {
    QueryReq request =
        QueryReq.builder()
            .collectionName(collection)
            .filter("")
            .outputFields(List.of("count(*)"))
            .consistencyLevel(ConsistencyLevel.STRONG)
            .build();
    QueryResult row = call(() -> client.query(request)).getQueryResults().get(0);
    return (Long) row.getEntity().get("count(*)");
  }

  @Override
  public void scan(Consumer<IndexedImage> visitor) {
    QueryIteratorReq request =
        QueryIteratorReq.builder()
            .collectionName(collection)
            .outputFields(MilvusRows.FIELDS)
            .batchSize(BATCH)
            .consistencyLevel(ConsistencyLevel.STRONG)
            .build();
    QueryIterator iterator = call(() -> client.queryIterator(request));
    try {
      List<RowRecord> rows = call(iterator::next);
      while (!rows.isEmpty()) {
        rows.forEach(row -> visitor.accept(MilvusRows.read(row.getFieldValues())));
        rows = call(iterator::next);
      }
    } finally {
      iterator.close();
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private <T> T call(Supplier<T> action) {
    return call(options, action);
  }

  private static <T> T call(MilvusOptions options, Supplier<T> action) {
    try {
      return action.get();
    } catch (MilvusClientException | MilvusException | StatusRuntimeException e) {
      throw new IndexUnavailableException("Milvus at %s: %s".formatted(options, e.getMessage()), e);
    }
  }

  private static <T> List<List<T>> batches(List<T> all) {
    List<List<T>> batches = new ArrayList<>();
    for (int start = 0; start < all.size(); start += BATCH) {
      batches.add(all.subList(start, Math.min(all.size(), start + BATCH)));
    }
    return batches;
  }
}
