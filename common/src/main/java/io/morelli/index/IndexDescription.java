package io.morelli.index;

import java.util.Map;
import java.util.OptionalLong;

/**
 * An index as it stands.
 *
 * @param engine {@code Lucene} or {@code Milvus} with its version
 * @param name of the collection, or of the folder
 * @param serving whether jobs that name no collection use it
 * @param modelName for people; empty if it is not known
 * @param modelVersion of the model that the index was built with
 * @param dimension of its vectors
 * @param count of pictures; empty if the engine does not have it in memory
 * @param indexType such as {@code HNSW}
 * @param parameters of that type, as far as the engine tells
 * @param bytes on disk; empty if the engine does not tell
 */
public record IndexDescription(
    String engine,
    String name,
    boolean serving,
    String modelName,
    String modelVersion,
    int dimension,
    OptionalLong count,
    String indexType,
    Map<String, String> parameters,
    OptionalLong bytes) {}
