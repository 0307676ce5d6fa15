package io.morelli.embedding.weights;

import ai.djl.ndarray.types.DataType;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickles of a PyTorch state dict: dictionaries, lists, tuples, texts, numbers, and
 * tensors as {@link TensorView}. A pickle is a program; of its instructions this knows only those
 * that such data needs, and it calls nothing. Any other class or function that a pickle names is
 * refused.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the
 *     instructions</a>
 */
final class Unpickler {

  /**
   * Numbers in a file.
   *
   * @param key which of the file's storages
   * @param type null if it is none that weights have
   * @param count how many numbers
   */
  record Storage(String key, DataType type, String typeName, long count) {}

  /** A tensor: which numbers of a storage it shows. */
  record TensorView(Storage storage, long offset, long[] shape, long[] stride) {}

  private static final Object MARK = new Object();

  private static final Map<String, DataType> STORAGES =
      Map.of(
          "FloatStorage", DataType.FLOAT32,
          "HalfStorage", DataType.FLOAT16,
          "BFloat16Storage", DataType.BFLOAT16,
          "CharStorage", DataType.INT8);

  private static final String ORDERED_DICT = "collections.OrderedDict";
  private static final String TENSOR = "torch._utils._rebuild_tensor";
  private static final String TENSOR_V2 = "torch._utils._rebuild_tensor_v2";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final String PARAMETER_CLASS = "torch.nn.parameter.Parameter";
  private static final List<String> KNOWN =
      List.of(ORDERED_DICT, TENSOR, TENSOR_V2, PARAMETER, PARAMETER_CLASS);

  /** A class or function that a pickle names. */
  private record Global(String name) {}

  private final DataInputStream in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Unpickler(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /**
   * Reads one pickle and nothing behind it.
   *
   * @throws IllegalArgumentException naming what a state dict does not have
   * @throws IOException if it ends too early
   */
  static Object read(InputStream in) throws IOException {
    try {
      return new Unpickler(in).run();
    } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException e) {
      throw new IllegalArgumentException("its pickle is damaged", e);
    }
  }

  private Object run() throws IOException {
    while (true) {
      int code = in.readUnsignedByte();
      if (code == '.') {
        return pop();
      }
      step(code);
    }
  }

  private void step(int code) throws IOException {
    switch (code) {
      case 0x80 -> in.readUnsignedByte();
      case '(' -> stack.add(MARK);
      case 'N' -> stack.add(null);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'K' -> stack.add((long) in.readUnsignedByte());
      case 'M' -> stack.add((long) Short.toUnsignedInt(Short.reverseBytes(in.readShort())));
      case 'J' -> stack.add((long) int32());
      case 0x8a -> stack.add(integer(in.readUnsignedByte()));
      case 'G' -> stack.add(in.readDouble());
      case 'X', 'T' -> stack.add(text(int32()));
      case 'U', 0x8c -> stack.add(text(in.readUnsignedByte()));
      case ')' -> stack.add(List.of());
      case ']' -> stack.add(new ArrayList<>());
      case '}' -> stack.add(new LinkedHashMap<>());
      case 't' -> stack.add(sinceMark());
      case 0x85, 0x86, 0x87 -> stack.add(last(code - 0x84));
      case 'q' -> memo.put(in.readUnsignedByte(), top());
      case 'r' -> memo.put(int32(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> stack.add(remembered(in.readUnsignedByte()));
      case 'j' -> stack.add(remembered(int32()));
      case 'a' -> append(last(1));
      case 'e' -> append(sinceMark());
      case 's' -> put(last(2));
      case 'u' -> put(sinceMark());
      case 'c' -> stack.add(global(line() + "." + line()));
      case 'Q' -> stack.add(storage((List<?>) pop()));
      case 'R', 0x81 -> {
        List<?> arguments = (List<?>) pop();
        stack.add(call((Global) pop(), arguments));
      }
      // The attributes of a dictionary or a parameter say nothing of the numbers.
      case 'b' -> pop();
      default ->
          throw new IllegalArgumentException(
              "its pickle has the instruction 0x%02x, which no state dict needs".formatted(code));
    }
  }

  private static Global global(String name) {
    boolean storage =
        name.startsWith("torch.") && name.endsWith("Storage") && name.indexOf('.', 6) < 0;
    if (!storage && !KNOWN.contains(name)) {
      throw new IllegalArgumentException(
          "it names '%s', which is not part of a state dict; nothing of it is run".formatted(name));
    }
    return new Global(name);
  }

  private static Object call(Global function, List<?> arguments) {
    return switch (function.name()) {
      case ORDERED_DICT -> dictionary(arguments);
      case TENSOR, TENSOR_V2 ->
          new TensorView(
              (Storage) arguments.get(0),
              (Long) arguments.get(1),
              longs(arguments.get(2)),
              longs(arguments.get(3)));
      case PARAMETER, PARAMETER_CLASS -> (TensorView) arguments.get(0);
      default -> throw new IllegalArgumentException("it calls '%s'".formatted(function.name()));
    };
  }

  private static Map<Object, Object> dictionary(List<?> arguments) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      for (Object pair : (List<?>) arguments.get(0)) {
        entries.put(((List<?>) pair).get(0), ((List<?>) pair).get(1));
      }
    }
    return entries;
  }

  private static Storage storage(List<?> id) {
    String name = ((Global) id.get(1)).name().substring("torch.".length());
    return new Storage((String) id.get(2), STORAGES.get(name), name, (Long) id.get(4));
  }

  private static long[] longs(Object list) {
    return ((List<?>) list).stream().mapToLong(number -> (Long) number).toArray();
  }

  private Object pop() {
    return stack.remove(stack.size() - 1);
  }

  private Object top() {
    return stack.get(stack.size() - 1);
  }

  private List<Object> last(int count) {
    List<Object> end = stack.subList(stack.size() - count, stack.size());
    List<Object> taken = Collections.unmodifiableList(new ArrayList<>(end));
    end.clear();
    return taken;
  }

  private List<Object> sinceMark() {
    int mark = stack.lastIndexOf(MARK);
    List<Object> taken = last(stack.size() - 1 - mark);
    stack.remove(mark);
    return taken;
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> items) {
    ((List<Object>) top()).addAll(items);
  }

  @SuppressWarnings("unchecked")
  private void put(List<Object> keysAndValues) {
    Map<Object, Object> target = (Map<Object, Object>) top();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      target.put(keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }

  private Object remembered(int place) {
    if (!memo.containsKey(place)) {
      throw new IllegalArgumentException("its pickle is damaged");
    }
    return memo.get(place);
  }

  private int int32() throws IOException {
    return Integer.reverseBytes(in.readInt());
  }

  /** A {@code Long}, or a {@code BigInteger} if it is too large for one. */
  private Object integer(int bytes) throws IOException {
    byte[] littleEndian = bytes(bytes);
    ByteBuffer bigEndian = ByteBuffer.allocate(bytes + 1);
    byte sign = (byte) (bytes > 0 && littleEndian[bytes - 1] < 0 ? -1 : 0);
    bigEndian.put(sign);
    for (int i = bytes - 1; i >= 0; i--) {
      bigEndian.put(littleEndian[i]);
    }
    BigInteger value = new BigInteger(bigEndian.array());
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private String text(int length) throws IOException {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private byte[] bytes(int length) throws IOException {
    if (length < 0) {
      throw new IllegalArgumentException("its pickle is damaged");
    }
    byte[] read = in.readNBytes(length);
    if (read.length < length) {
      throw new EOFException();
    }
    return read;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      line.append((char) c);
    }
    return line.toString();
  }
}
