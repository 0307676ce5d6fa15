package io.morelli.embedding;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of a safetensors file: eight bytes with the length of a JSON header, the header, the
 * numbers, all little endian (<a href="https://github.com/huggingface/safetensors">format</a>).
 *
 * @param tensors by name
 */
record SafeTensors(Map<String, Tensor> tensors) {

  private static final Map<String, DataType> TYPES =
      Map.of(
          "I8", DataType.INT8,
          "F16", DataType.FLOAT16,
          "BF16", DataType.BFLOAT16,
          "F32", DataType.FLOAT32);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One tensor.
   *
   * @param shape row-major
   * @param data a view of the file, little endian
   */
  record Tensor(DataType type, long[] shape, ByteBuffer data) {}

  /**
   * @param name of the file, for messages
   * @throws IllegalArgumentException if the file is damaged, or holds numbers of another type than
   *     I8, F16, BF16 and F32
   */
  static SafeTensors parse(String name, byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = file.length < Long.BYTES ? -1 : bytes.getLong();
    if (headerLength < 0 || headerLength > bytes.remaining()) {
      throw new IllegalArgumentException(
          "%s is truncated or no safetensors file: %d bytes, header of %d"
              .formatted(name, file.length, headerLength));
    }
    JsonNode header = header(name, file, (int) headerLength);
    ByteBuffer data = bytes.position(Long.BYTES + (int) headerLength).slice();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        tensors.put(
            entry.getKey(), tensor(name + ": tensor " + entry.getKey(), entry.getValue(), data));
      }
    }
    return new SafeTensors(Collections.unmodifiableMap(tensors));
  }

  private static JsonNode header(String name, byte[] file, int length) {
    try {
      return JSON.readTree(new String(file, Long.BYTES, length, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          name + " has no JSON header: " + e.getOriginalMessage(), e);
    }
  }

  private static Tensor tensor(String name, JsonNode entry, ByteBuffer data) {
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
    return new Tensor(type, shape, data.slice((int) begin, (int) length));
  }
}
