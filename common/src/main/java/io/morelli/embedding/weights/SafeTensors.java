package io.morelli.embedding.weights;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Safetensors files: eight bytes with the length of a JSON header, the header, the numbers, all
 * little endian (<a href="https://github.com/huggingface/safetensors">format</a>).
 */
public final class SafeTensors {

  private static final String METADATA = "__metadata__";

  private static final Map<String, DataType> TYPES =
      Map.of(
          "I8", DataType.INT8,
          "F16", DataType.FLOAT16,
          "BF16", DataType.BFLOAT16,
          "F32", DataType.FLOAT32);
  private static final Map<DataType, String> NAMES =
      TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafeTensors() {}

  /** Reads all tensors, as {@link #parse(String, byte[], Predicate)} does. */
  public static Weights parse(String name, byte[] file) {
    return parse(name, file, tensor -> true);
  }

  /**
   * Reads a file; the tensors are views of it.
   *
   * @param name of the file, for messages
   * @param wanted by name; other tensors are left out, whatever they hold
   * @throws IllegalArgumentException if the file is damaged, or a tensor that is wanted holds
   *     numbers of another type than I8, F16, BF16 and F32
   */
  static Weights parse(String name, byte[] file, Predicate<String> wanted) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = file.length < Long.BYTES ? -1 : bytes.getLong();
    if (headerLength < 0 || headerLength > bytes.remaining()) {
      throw new IllegalArgumentException(
          "%s is truncated or no safetensors file: %d bytes, header of %d"
              .formatted(name, file.length, headerLength));
    }
    JsonNode header = header(name, file, (int) headerLength);
    ByteBuffer data = bytes.position(Long.BYTES + (int) headerLength).slice();
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(METADATA)) {
        entry.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else if (wanted.test(entry.getKey())) {
        tensors.put(
            entry.getKey(), tensor(name + ": tensor " + entry.getKey(), entry.getValue(), data));
      }
    }
    return new Weights(tensors, metadata);
  }

  /** The file that holds these weights, the same for the same weights. */
  public static byte[] write(Weights weights) {
    ObjectNode header = JSON.createObjectNode();
    if (!weights.metadata().isEmpty()) {
      weights.metadata().forEach(header.putObject(METADATA)::put);
    }
    int end = 0;
    for (Map.Entry<String, WeightTensor> entry : weights.tensors().entrySet()) {
      WeightTensor tensor = entry.getValue();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", NAMES.get(tensor.type()));
      ArrayNode shape = node.putArray("shape");
      Arrays.stream(tensor.shape()).forEach(shape::add);
      int begin = end;
      end = Math.addExact(end, tensor.data().remaining());
      node.putArray("data_offsets").add(begin).add(end);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    // The numbers shall begin at a multiple of 8, and the header may end in spaces for that.
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer file =
        ByteBuffer.allocate(Math.addExact(Long.BYTES + padded, end))
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(padded)
            .put(json);
    while (file.position() < Long.BYTES + padded) {
      file.put((byte) ' ');
    }
    weights.tensors().values().forEach(tensor -> file.put(tensor.data().duplicate()));
    return file.array();
  }

  private static JsonNode header(String name, byte[] file, int length) {
    try {
      return JSON.readTree(new String(file, Long.BYTES, length, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          name + " has no JSON header: " + e.getOriginalMessage(), e);
    }
  }

  private static WeightTensor tensor(String name, JsonNode entry, ByteBuffer data) {
    String typeName = entry.path("dtype").asText();
    DataType type = TYPES.get(typeName);
    if (type == null) {
      throw new IllegalArgumentException(
          "%s has type '%s', not one of I8, F16, BF16, F32".formatted(name, typeName));
    }
    JsonNode sizes = entry.path("shape");
    long[] shape = new long[sizes.size()];
    long length = type.getNumOfBytes();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = sizes.get(i).asLong();
      length *= shape[i];
    }
    long begin = entry.path("data_offsets").path(0).asLong(-1);
    long end = entry.path("data_offsets").path(1).asLong(-1);
    if (begin < 0 || end < begin || end > data.limit()) {
      throw new IllegalArgumentException(
          "%s is truncated: bytes %d to %d of %d".formatted(name, begin, end, data.limit()));
    }
    if (end - begin != length) {
      throw new IllegalArgumentException(
          "%s needs %d bytes, has %d".formatted(name, length, end - begin));
    }
    return new WeightTensor(type, shape, data.slice((int) begin, (int) length));
  }
}
