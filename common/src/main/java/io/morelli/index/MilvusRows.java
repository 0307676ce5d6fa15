package io.morelli.index;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.milvus.v2.common.DataType;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq.CollectionSchema;
import io.morelli.message.ImageId;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How an image is laid out as a Milvus entity, and the filter expressions over it.
 *
 * <p>Milvus has no field for bytes, and a VARCHAR ends at 65,535 bytes: features are an array of
 * Base64 strings. Beside what an {@link IndexedImage} holds, a row says which model made its vector
 * and when it was written.
 */
final class MilvusRows {

  static final String ID = "id";
  static final String VECTOR = "vector";

  private static final String FEATURES = "features";
  private static final String METADATA = "metadata";
  private static final String WIDTH = "width";
  private static final String HEIGHT = "height";
  private static final String CHECKSUM = "checksum";
  private static final String PUBLISHED_AT = "published_at";
  private static final String SOURCE_PARTITION = "source_partition";
  private static final String SOURCE_OFFSET = "source_offset";
  private static final String MODEL_VERSION = "model_version";
  private static final String INDEXED_AT = "indexed_at";
  private static final String PARTITION_KEY = "partition_key";

  /** What {@link #read} wants. */
  static final List<String> FIELDS =
      List.of(
          ID,
          VECTOR,
          FEATURES,
          METADATA,
          WIDTH,
          HEIGHT,
          CHECKSUM,
          PUBLISHED_AT,
          SOURCE_PARTITION,
          SOURCE_OFFSET);

  private static final int MAX_VARCHAR_BYTES = 65_535;
  private static final int MAX_CHUNKS = 4;

  /** So many bytes have 65,532 characters in Base64. */
  private static final int CHUNK_BYTES = ImageIndex.MAX_FEATURES_BYTES / MAX_CHUNKS;

  private final String modelVersion;
  private final String partitionKey;

  /**
   * @param partitionKey name of the metadata by which the collection is partitioned; empty for none
   */
  MilvusRows(String modelVersion, String partitionKey) {
    this.modelVersion = modelVersion;
    this.partitionKey = partitionKey;
  }

  boolean isPartitioned() {
    return !partitionKey.isEmpty();
  }

  CollectionSchema schema(int dimension) {
    CollectionSchema schema = CollectionSchema.builder().enableDynamicField(false).build();
    schema.addField(
        AddFieldReq.builder()
            .fieldName(ID)
            .dataType(DataType.VarChar)
            .maxLength(ImageId.MAX_BYTES)
            .isPrimaryKey(true)
            .build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName(VECTOR)
            .dataType(DataType.FloatVector)
            .dimension(dimension)
            .build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName(FEATURES)
            .dataType(DataType.Array)
            .elementType(DataType.VarChar)
            .maxLength(MAX_VARCHAR_BYTES)
            .maxCapacity(MAX_CHUNKS)
            .build());
    schema.addField(AddFieldReq.builder().fieldName(METADATA).dataType(DataType.JSON).build());
    schema.addField(AddFieldReq.builder().fieldName(WIDTH).dataType(DataType.Int32).build());
    schema.addField(AddFieldReq.builder().fieldName(HEIGHT).dataType(DataType.Int32).build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName(CHECKSUM)
            .dataType(DataType.VarChar)
            .maxLength(MAX_VARCHAR_BYTES)
            .build());
    schema.addField(AddFieldReq.builder().fieldName(PUBLISHED_AT).dataType(DataType.Int64).build());
    schema.addField(
        AddFieldReq.builder().fieldName(SOURCE_PARTITION).dataType(DataType.Int32).build());
    schema.addField(
        AddFieldReq.builder().fieldName(SOURCE_OFFSET).dataType(DataType.Int64).build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName(MODEL_VERSION)
            .dataType(DataType.VarChar)
            .maxLength(MAX_VARCHAR_BYTES)
            .build());
    schema.addField(AddFieldReq.builder().fieldName(INDEXED_AT).dataType(DataType.Int64).build());
    if (isPartitioned()) {
      schema.addField(
          AddFieldReq.builder()
              .fieldName(PARTITION_KEY)
              .dataType(DataType.VarChar)
              .maxLength(MAX_VARCHAR_BYTES)
              .isPartitionKey(true)
              .build());
    }
    return schema;
  }

  JsonObject write(IndexedImage image) {
    JsonArray vector = new JsonArray(image.vector().length);
    for (float component : image.vector()) {
      vector.add(component);
    }
    JsonArray features = new JsonArray();
    for (int start = 0; start < image.features().length; start += CHUNK_BYTES) {
      int end = Math.min(image.features().length, start + CHUNK_BYTES);
      features.add(
          Base64.getEncoder().encodeToString(Arrays.copyOfRange(image.features(), start, end)));
    }
    JsonObject metadata = new JsonObject();
    image.metadata().forEach(metadata::addProperty);
    JsonObject row = new JsonObject();
    row.addProperty(ID, image.id());
    row.add(VECTOR, vector);
    row.add(FEATURES, features);
    row.add(METADATA, metadata);
    row.addProperty(WIDTH, image.width());
    row.addProperty(HEIGHT, image.height());
    row.addProperty(CHECKSUM, image.checksum());
    row.addProperty(PUBLISHED_AT, image.publishedAt());
    row.addProperty(SOURCE_PARTITION, image.source().partition());
    row.addProperty(SOURCE_OFFSET, image.source().offset());
    row.addProperty(MODEL_VERSION, modelVersion);
    row.addProperty(INDEXED_AT, System.currentTimeMillis());
    if (isPartitioned()) {
      row.addProperty(PARTITION_KEY, image.metadata().getOrDefault(partitionKey, ""));
    }
    return row;
  }

  /**
   * @param row values by field, all of {@link #FIELDS}
   */
  static IndexedImage read(Map<String, Object> row) {
    List<?> components = (List<?>) row.get(VECTOR);
    float[] vector = new float[components.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = ((Number) components.get(i)).floatValue();
    }
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry : ((JsonObject) row.get(METADATA)).entrySet()) {
      metadata.put(entry.getKey(), entry.getValue().getAsString());
    }
    return new IndexedImage(
        (String) row.get(ID),
        vector,
        features((List<?>) row.get(FEATURES)),
        metadata,
        ((Number) row.get(WIDTH)).intValue(),
        ((Number) row.get(HEIGHT)).intValue(),
        (String) row.get(CHECKSUM),
        ((Number) row.get(PUBLISHED_AT)).longValue(),
        new IndexedImage.Source(
            ((Number) row.get(SOURCE_PARTITION)).intValue(),
            ((Number) row.get(SOURCE_OFFSET)).longValue()));
  }

  private static byte[] features(List<?> chunks) {
    byte[] features = new byte[CHUNK_BYTES * chunks.size()];
    int length = 0;
    for (Object chunk : chunks) {
      byte[] bytes = Base64.getDecoder().decode((String) chunk);
      System.arraycopy(bytes, 0, features, length, bytes.length);
      length += bytes.length;
    }
    return Arrays.copyOf(features, length);
  }

  /** Holds for the images with one of the ids. */
  static String idFilter(Collection<String> ids) {
    return ids.stream().map(MilvusRows::quote).collect(Collectors.joining(", ", ID + " in [", "]"));
  }

  /** Holds for the images that have all of these metadata; empty for no restriction. */
  String metadataFilter(Map<String, String> filter) {
    return filter.entrySet().stream()
        .map(entry -> "%s == %s".formatted(field(entry.getKey()), quote(entry.getValue())))
        .collect(Collectors.joining(" and "));
  }

  /** By the partition key Milvus looks into one partition only. */
  private String field(String metadata) {
    return isPartitioned() && metadata.equals(partitionKey)
        ? PARTITION_KEY
        : "%s[%s]".formatted(METADATA, quote(metadata));
  }

  /** A string literal of Milvus's expressions, in which nothing has a meaning of its own. */
  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ') {
            quoted.append("\\x%02x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
