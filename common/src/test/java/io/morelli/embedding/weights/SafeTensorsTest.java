package io.morelli.embedding.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafeTensorsTest {

  @Test
  void readsTypeShapeAndNumbers() {
    byte[] file =
        file(
            "{'__metadata__':{'format':'x'},"
                + "'a':{'dtype':'I8','shape':[2,1],'data_offsets':[0,2]},"
                + "'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]},"
                + "'c':{'dtype':'BF16','shape':[1],'data_offsets':[6,8]},"
                + "'d':{'dtype':'F16','shape':[],'data_offsets':[8,10]}}",
            -3,
            7,
            0,
            0,
            -128,
            63,
            1,
            2,
            3,
            4);

    Weights read = SafeTensors.parse("w", file);

    assertThat(read.tensors()).containsOnlyKeys("a", "b", "c", "d");
    WeightTensor a = read.tensors().get("a");
    assertThat(a.type()).isEqualTo(DataType.INT8);
    assertThat(a.shape()).containsExactly(2, 1);
    assertThat(a.data().get(0)).isEqualTo((byte) -3);
    assertThat(a.data().get(1)).isEqualTo((byte) 7);
    ByteBuffer b = read.tensors().get("b").data();
    assertThat(b.duplicate().order(ByteOrder.LITTLE_ENDIAN).getFloat()).isEqualTo(1.0f);
    assertThat(read.tensors().get("c").type()).isEqualTo(DataType.BFLOAT16);
    assertThat(read.tensors().get("c").data().get(0)).isEqualTo((byte) 1);
    assertThat(read.tensors().get("d").type()).isEqualTo(DataType.FLOAT16);
    assertThat(read.tensors().get("d").shape()).isEmpty();
  }

  @Test
  void readsWhatItWrites() {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    tensors.put("b", WeightTensor.of(new float[] {1, -2.5f, 3}, 3, 1));
    tensors.put(
        "a", new WeightTensor(DataType.INT8, new long[] {1}, ByteBuffer.wrap(new byte[] {5})));
    byte[] file = SafeTensors.write(new Weights(tensors, Map.of("classes", "8")));

    Weights read = SafeTensors.parse("w", file);

    assertThat(read.metadata()).containsOnly(Map.entry("classes", "8"));
    assertThat(read.tensors().keySet()).containsExactly("b", "a");
    assertThat(read.tensors().get("b").shape()).containsExactly(3, 1);
    assertThat(read.tensors().get("b").floats()).containsExactly(1, -2.5f, 3);
    assertThat(read.tensors().get("a").floats()).containsExactly(5);
    assertThat(SafeTensors.write(read)).isEqualTo(file);
  }

  @Test
  void namesATruncatedTensor() {
    byte[] whole = file("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 1, 2, 3, 4);

    refuses(Arrays.copyOf(whole, whole.length - 1), "w: tensor a is truncated: bytes 0 to 4 of 3");
  }

  @Test
  void refusesATruncatedHeader() {
    byte[] whole = file("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 1, 2, 3, 4);

    refuses(Arrays.copyOf(whole, 20), "w is truncated");
    refuses(Arrays.copyOf(whole, 5), "w is truncated");
    refuses(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 0}, "w is truncated");
  }

  @Test
  void refusesAHeaderThatIsNotJson() {
    refuses(file("hello"), "w has no JSON header");
  }

  @Test
  void namesATensorOfAnotherTypeIfItIsWanted() {
    byte[] file =
        file(
            "{'a':{'dtype':'F64','shape':[1],'data_offsets':[1,9]},"
                + "'b':{'dtype':'I8','shape':[1],'data_offsets':[0,1]}}",
            new int[9]);

    refuses(file, "w: tensor a has type 'F64'");
    assertThat(SafeTensors.parse("w", file, name -> !name.equals("a")).tensors())
        .containsOnlyKeys("b");
  }

  @Test
  void namesATensorWhoseLengthDoesNotFitItsShape() {
    refuses(
        file("{'a':{'dtype':'I8','shape':[3],'data_offsets':[0,2]}}", 0, 0),
        "w: tensor a needs 3 bytes, has 2");
    refuses(
        file("{'a':{'dtype':'I8','shape':[-2],'data_offsets':[2,0]}}", 0, 0),
        "w: tensor a is truncated: bytes 2 to 0 of 2");
    refuses(file("{'a':{'dtype':'I8','shape':[2]}}", 0, 0), "w: tensor a is truncated");
  }

  private static void refuses(byte[] file, String message) {
    assertThatThrownBy(() -> SafeTensors.parse("w", file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** Apostrophes stand for the header's quotation marks. */
  static byte[] file(String header, int... data) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + json.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json);
    for (int value : data) {
      file.put((byte) value);
    }
    return file.array();
  }
}
