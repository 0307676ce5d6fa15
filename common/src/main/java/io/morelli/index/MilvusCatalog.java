package io.morelli.index;

import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.index.response.DescribeIndexResp.IndexDesc;
import io.milvus.v2.service.utility.request.ListAliasesReq;
import io.morelli.embedding.ModelInfo;
import io.morelli.index.MilvusConnection.Description;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The collections of a Milvus database that are indexes, and the alias. */
final class MilvusCatalog implements IndexCatalog {

  private final MilvusConnection milvus;

  private MilvusCatalog(MilvusConnection milvus) {
    this.milvus = milvus;
  }

  static MilvusCatalog open(MilvusOptions options) {
    return new MilvusCatalog(MilvusConnection.open(options));
  }

  @Override
  public List<IndexDescription> list() {
    String engine = "Milvus " + milvus.serverVersion();
    Optional<String> serving = milvus.serving();
    return milvus.call(milvus.client()::listCollections).getCollectionNames().stream()
        .sorted()
        .flatMap(name -> milvus.describe(name).stream())
        .filter(collection -> !collection.modelVersion().isEmpty())
        .map(collection -> describe(engine, collection, serving))
        .toList();
  }

  private IndexDescription describe(
      String engine, Description collection, Optional<String> serving) {
    String name = collection.name();
    IndexDesc index = milvus.describeVectorIndex(name);
    return new IndexDescription(
        engine,
        name,
        serving.filter(name::equals).isPresent(),
        collection.modelName(),
        collection.modelVersion(),
        collection.dimension(),
        milvus.isLoaded(name) ? OptionalLong.of(milvus.count(name)) : OptionalLong.empty(),
        index.getIndexType().getName(),
        index.getExtraParams(),
        OptionalLong.empty());
  }

  @Override
  public String create(ModelInfo model) {
    try (MilvusImageIndex index = MilvusImageIndex.open(milvus.options(), model)) {
      return index.collection();
    }
  }

  @Override
  public void settle(String name) {
    milvus.settle(existing(name).name());
  }

  @Override
  public void switchTo(String name) {
    Description collection = existing(name);
    milvus.prepare(collection.name());
    milvus.serve(collection.name());
  }

  @Override
  public void drop(String name) {
    existing(name);
    ListAliasesReq request = ListAliasesReq.builder().collectionName(name).build();
    List<String> aliases = milvus.call(() -> milvus.client().listAliases(request)).getAlias();
    if (!aliases.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is in use as %s: switch to another collection first"
              .formatted(name, String.join(", ", aliases)));
    }
    milvus.call(
        () -> {
          milvus.client().dropCollection(DropCollectionReq.builder().collectionName(name).build());
          return null;
        });
  }

  @Override
  public ImageIndex read(String name) {
    String wanted = name.isEmpty() ? milvus.options().collection() : name;
    if (wanted.isEmpty()) {
      wanted =
          milvus
              .serving()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the alias %s names no collection at %s"
                              .formatted(milvus.options().alias(), milvus.options())));
    }
    return MilvusImageIndex.read(milvus.options(), existing(wanted));
  }

  private Description existing(String name) {
    return milvus
        .describe(name)
        .filter(collection -> !collection.modelVersion().isEmpty())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no index %s at %s".formatted(name, milvus.options())));
  }

  @Override
  public void close() {
    milvus.close();
  }
}
