package io.morelli.index;

import io.milvus.exception.MilvusException;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.client.RetryConfig;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.ErrorCode;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.GetLoadStateReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import io.milvus.v2.service.index.request.CreateIndexReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.request.ListIndexesReq;
import io.milvus.v2.service.index.response.DescribeIndexResp.IndexDesc;
import io.milvus.v2.service.utility.request.AlterAliasReq;
import io.milvus.v2.service.utility.request.CreateAliasReq;
import io.milvus.v2.service.utility.request.DescribeAliasReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.morelli.embedding.ModelInfo;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A client of a Milvus server, and what indexes are there: collections that say in their properties
 * which model they were built with, and the alias. Thread-safe.
 */
final class MilvusConnection implements AutoCloseable {

  private static final String MODEL_NAME = "morelli.model.name";
  private static final String MODEL_VERSION = "morelli.model.version";
  private static final String PARTITION_KEY = "morelli.partition-key";

  /** A million pictures take a minute or two. */
  private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(30);

  /** How its versions begin. */
  private static final String LITE = "milvus_lite";

  /** The server's code for it. */
  private static final int PARAMETER_INVALID = 1100;

  private static final Duration POLL = Duration.ofMillis(500);

  private final MilvusClientV2 client;
  private final MilvusOptions options;

  private MilvusConnection(MilvusClientV2 client, MilvusOptions options) {
    this.client = client;
    this.options = options;
  }

  /**
   * A collection.
   *
   * @param modelVersion empty if it is no index of ours
   * @param partitionKey name of a metadata; empty for none
   */
  record Description(
      String name, String modelName, String modelVersion, int dimension, String partitionKey) {

    MilvusRows rows() {
      return new MilvusRows(modelVersion, partitionKey);
    }
  }

  /**
   * @throws IndexUnavailableException if the server does not answer
   */
  static MilvusConnection open(MilvusOptions options) {
    String token = options.access().token();
    String certificates = options.access().certificates();
    long deadline = options.deadline().toMillis();
    ConnectConfig.ConnectConfigBuilder config =
        ConnectConfig.builder()
            .uri(options.endpoint())
            .dbName(options.database())
            .token(token.isEmpty() ? null : token)
            .connectTimeoutMs(deadline)
            .rpcDeadlineMs(deadline);
    if (!certificates.isEmpty()) {
      // The client wants to be told the name that stands in the server's certificate.
      config.serverPemPath(certificates).serverName(URI.create(options.endpoint()).getHost());
    }
    MilvusClientV2 client = call(options, () -> connect(options, config.build()));
    client.retryConfig(
        RetryConfig.builder()
            .maxRetryTimes(options.tries())
            .maxRetryTimeoutMs(options.tries() * deadline)
            .build());
    return new MilvusConnection(client, options);
  }

  private static MilvusClientV2 connect(MilvusOptions options, ConnectConfig config) {
    try {
      return new MilvusClientV2(config);
    } catch (RuntimeException e) {
      // The client has no type of its own for a server that answers and is not ready.
      if (e.getClass() == RuntimeException.class) {
        throw unavailable(options, e);
      }
      throw e;
    }
  }

  private static IndexUnavailableException unavailable(MilvusOptions options, Exception cause) {
    return new IndexUnavailableException(message(options, cause), cause);
  }

  private static String message(MilvusOptions options, Exception cause) {
    return "Milvus at %s: %s".formatted(options, cause.getMessage());
  }

  MilvusOptions options() {
    return options;
  }

  /** Its calls are to be wrapped by {@link #call}. */
  MilvusClientV2 client() {
    return client;
  }

  /**
   * @throws IndexUnavailableException if the server does not do it
   * @throws IllegalArgumentException if the client finds the request to be wrong
   */
  <T> T call(Supplier<T> action) {
    return call(options, action);
  }

  /**
   * As {@link #call}, for what is to be written.
   *
   * @throws IllegalArgumentException also if the server finds the data to be wrong, which it would
   *     find again
   */
  <T> T write(Supplier<T> action) {
    return call(
        () -> {
          try {
            return action.get();
          } catch (MilvusClientException e) {
            if (e.getServerErrCode() == PARAMETER_INVALID) {
              throw new IllegalArgumentException(message(options, e), e);
            }
            throw e;
          }
        });
  }

  private static <T> T call(MilvusOptions options, Supplier<T> action) {
    try {
      return action.get();
    } catch (MilvusClientException e) {
      if (e.getErrorCode() == ErrorCode.INVALID_PARAMS) {
        throw new IllegalArgumentException(message(options, e), e);
      }
      throw unavailable(options, e);
    } catch (MilvusException | StatusRuntimeException e) {
      throw unavailable(options, e);
    }
  }

  String serverVersion() {
    return call(client::getServerVersion);
  }

  /** Whether a collection or an alias has this name. */
  boolean exists(String name) {
    return call(
        () -> client.hasCollection(HasCollectionReq.builder().collectionName(name).build()));
  }

  /** The collection that the alias names. */
  Optional<String> serving() {
    if (!exists(options.alias())) {
      return Optional.empty();
    }
    DescribeAliasReq request = DescribeAliasReq.builder().alias(options.alias()).build();
    return Optional.of(call(() -> client.describeAlias(request)).getCollectionName());
  }

  Optional<Description> describe(String collection) {
    if (!exists(collection)) {
      return Optional.empty();
    }
    DescribeCollectionReq request =
        DescribeCollectionReq.builder().collectionName(collection).build();
    DescribeCollectionResp found = call(() -> client.describeCollection(request));
    Map<String, String> properties = found.getProperties();
    return Optional.of(
        new Description(
            collection,
            properties.getOrDefault(MODEL_NAME, ""),
            properties.getOrDefault(MODEL_VERSION, ""),
            dimension(found),
            properties.getOrDefault(PARTITION_KEY, "")));
  }

  /** 0 if there are no vectors. */
  private static int dimension(DescribeCollectionResp collection) {
    return collection.getCollectionSchema().getFieldSchemaList().stream()
        .filter(field -> field.getName().equals(MilvusRows.VECTOR))
        .mapToInt(CreateCollectionReq.FieldSchema::getDimension)
        .findFirst()
        .orElse(0);
  }

  /** Returns also if another client has made it meanwhile. */
  Description create(String collection, ModelInfo model) {
    options.vectorIndex().checkSupported(serverVersion());
    Map<String, String> properties = new HashMap<>();
    properties.put(MODEL_NAME, model.name());
    properties.put(MODEL_VERSION, model.version());
    properties.put(PARTITION_KEY, options.partitionKey());
    CreateCollectionReq request =
        CreateCollectionReq.builder()
            .collectionName(collection)
            .description("model %s, version %s".formatted(model.name(), model.version()))
            .collectionSchema(
                new MilvusRows(model.version(), options.partitionKey()).schema(model.dimension()))
            .consistencyLevel(options.consistency())
            .properties(properties)
            .build();
    try {
      call(
          () -> {
            client.createCollection(request);
            return null;
          });
    } catch (IndexUnavailableException e) {
      return describe(collection).orElseThrow(() -> e);
    }
    return describe(collection).orElseThrow();
  }

  /** Makes the index of the vectors where it is missing, and loads the collection. */
  void prepare(String collection) {
    call(
        () -> {
          if (client
              .listIndexes(ListIndexesReq.builder().collectionName(collection).build())
              .isEmpty()) {
            client.createIndex(
                CreateIndexReq.builder()
                    .collectionName(collection)
                    .indexParams(List.of(vectorIndex()))
                    // There is nothing to wait for yet, and Milvus Lite cannot say.
                    .sync(false)
                    .build());
          }
          load(collection, false);
          return null;
        });
  }

  /**
   * Seals the segments that still grow, and returns when the index is made of all and searched.
   *
   * @throws IndexUnavailableException also if that takes too long
   */
  void settle(String collection) {
    FlushReq request =
        FlushReq.builder()
            .collectionNames(List.of(collection))
            .waitFlushedTimeoutMs(LOAD_TIMEOUT.toMillis())
            .build();
    call(
        () -> {
          client.flush(request);
          return null;
        });
    long start = System.nanoTime();
    while (describeVectorIndex(collection).getPendingIndexRows() > 0) {
      if (System.nanoTime() - start > LOAD_TIMEOUT.toNanos()) {
        throw new IndexUnavailableException(
            "Milvus at %s has not made the index of %s within %s"
                .formatted(options, collection, LOAD_TIMEOUT));
      }
      pause();
    }
    // Milvus Lite searches an index as soon as it is made, and never says that it has loaded it.
    if (!serverVersion().startsWith(LITE)) {
      call(
          () -> {
            load(collection, true);
            return null;
          });
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IndexUnavailableException("interrupted while Milvus makes its index", e);
    }
  }

  /**
   * @param refresh whether it is loaded already and new segments are to be loaded as well
   */
  private void load(String collection, boolean refresh) {
    client.loadCollection(
        LoadCollectionReq.builder()
            .collectionName(collection)
            .timeout(LOAD_TIMEOUT.toMillis())
            .refresh(refresh)
            .build());
  }

  private IndexParam vectorIndex() {
    return IndexParam.builder()
        .fieldName(MilvusRows.VECTOR)
        .indexType(options.vectorIndex().type())
        .metricType(IndexParam.MetricType.COSINE)
        .extraParams(new HashMap<>(options.vectorIndex().build()))
        .build();
  }

  IndexDesc describeVectorIndex(String collection) {
    DescribeIndexReq request =
        DescribeIndexReq.builder().collectionName(collection).fieldName(MilvusRows.VECTOR).build();
    return call(() -> client.describeIndex(request)).getIndexDescByFieldName(MilvusRows.VECTOR);
  }

  boolean isLoaded(String collection) {
    return call(
        () -> client.getLoadState(GetLoadStateReq.builder().collectionName(collection).build()));
  }

  /** Of a loaded collection, all writes included. */
  long count(String collection) {
    QueryReq request =
        QueryReq.builder()
            .collectionName(collection)
            .filter("")
            .outputFields(List.of("count(*)"))
            .consistencyLevel(ConsistencyLevel.STRONG)
            .build();
    return (Long)
        call(() -> client.query(request)).getQueryResults().get(0).getEntity().get("count(*)");
  }

  /** Points the alias to a collection. */
  void serve(String collection) {
    String alias = options.alias();
    boolean moved = serving().isPresent();
    call(
        () -> {
          if (moved) {
            client.alterAlias(
                AlterAliasReq.builder().collectionName(collection).alias(alias).build());
          } else {
            client.createAlias(
                CreateAliasReq.builder().collectionName(collection).alias(alias).build());
          }
          return null;
        });
  }

  @Override
  public void close() {
    client.close();
  }
}
