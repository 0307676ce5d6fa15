package io.morelli.index;

import io.milvus.v2.common.IndexParam.IndexType;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Milvus finds near vectors, by cosine.
 *
 * @param type of the index
 * @param build parameters of building it, by Milvus's names; those that are not set have the
 *     defaults of {@link #of}
 * @param search parameters of a search, by Milvus's names; those that are not set depend on how
 *     many neighbours are asked for
 */
public record MilvusVectorIndex(
    IndexType type, Map<String, String> build, Map<String, String> search) {

  private static final Set<IndexType> HNSW =
      EnumSet.of(IndexType.HNSW, IndexType.HNSW_SQ, IndexType.HNSW_PQ, IndexType.HNSW_PRQ);
  private static final Set<IndexType> INVERTED =
      EnumSet.of(
          IndexType.IVF_FLAT,
          IndexType.IVF_SQ8,
          IndexType.IVF_PQ,
          IndexType.IVF_RABITQ,
          IndexType.SCANN,
          IndexType.GPU_IVF_FLAT,
          IndexType.GPU_IVF_PQ);
  private static final Set<IndexType> GRAPH_ON_DISK =
      EnumSet.of(IndexType.DISKANN, IndexType.AISAQ);
  private static final Set<IndexType> OTHERS =
      EnumSet.of(
          IndexType.FLAT, IndexType.AUTOINDEX, IndexType.GPU_CAGRA, IndexType.GPU_BRUTE_FORCE);

  private static final int MIN_BREADTH = 200;
  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*");

  /** Neighbours 32, breadth of building 200. */
  public static final MilvusVectorIndex DEFAULT = of("HNSW", Map.of(), Map.of());

  /**
   * @param type Milvus's name of one of its indexes for floating-point vectors
   * @throws IllegalArgumentException if it is none
   */
  public static MilvusVectorIndex of(
      String type, Map<String, String> build, Map<String, String> search) {
    EnumSet<IndexType> known = EnumSet.copyOf(HNSW);
    known.addAll(INVERTED);
    known.addAll(GRAPH_ON_DISK);
    known.addAll(OTHERS);
    IndexType found =
        known.stream()
            .filter(candidate -> candidate.getName().equals(type))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the index type is one of %s, not %s".formatted(known, type)));
    Map<String, String> complete = new TreeMap<>();
    if (HNSW.contains(found)) {
      complete.put("M", "32");
      complete.put("efConstruction", "200");
    } else if (INVERTED.contains(found)) {
      complete.put("nlist", "1024");
    }
    if (found == IndexType.HNSW_SQ) {
      complete.put("sq_type", "SQ8");
    }
    complete.putAll(build);
    return new MilvusVectorIndex(found, complete, Map.copyOf(search));
  }

  /**
   * @param version as the server tells it, such as {@code v2.3.5}
   * @throws IllegalArgumentException if a server of that version is too old for this index
   */
  void checkSupported(String version) {
    Matcher matcher = VERSION.matcher(version);
    // Milvus Lite counts its versions otherwise, and refuses by itself what it does not know.
    if (!matcher.matches()) {
      return;
    }
    int minor = Integer.parseInt(matcher.group(2));
    int needed = neededMinor();
    if (matcher.group(1).equals("2") && minor < needed) {
      throw new IllegalArgumentException(
          "the index type %s needs Milvus 2.%d; the server is %s".formatted(type, needed, version));
    }
  }

  private int neededMinor() {
    return switch (type) {
      case HNSW_SQ, HNSW_PQ, HNSW_PRQ -> 5;
      case IVF_RABITQ, AISAQ -> 6;
      case GPU_CAGRA, GPU_BRUTE_FORCE -> 4;
      default -> 3;
    };
  }

  /** Wider than what is asked for, because that breadth is what decides the recall. */
  Map<String, Object> searchParameters(int topN) {
    Map<String, Object> parameters = new HashMap<>();
    int breadth = Math.max(2 * topN, MIN_BREADTH);
    if (HNSW.contains(type)) {
      parameters.put("ef", breadth);
    } else if (INVERTED.contains(type)) {
      parameters.put("nprobe", 64);
    } else if (GRAPH_ON_DISK.contains(type)) {
      parameters.put("search_list", breadth);
    }
    parameters.putAll(search);
    return parameters;
  }
}
