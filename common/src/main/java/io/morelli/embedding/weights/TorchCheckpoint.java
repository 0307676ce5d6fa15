package io.morelli.embedding.weights;

import ai.djl.ndarray.types.DataType;
import io.morelli.embedding.weights.Unpickler.Storage;
import io.morelli.embedding.weights.Unpickler.TensorView;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * State dicts as {@code torch.save} writes them. Since PyTorch 1.6 that is a zip file with a pickle
 * and a file for the numbers of each tensor; torchvision's VGG16 is older and has pickles and
 * numbers one after the other. Nothing in the file is run.
 */
final class TorchCheckpoint {

  private static final String PICKLE = "/data.pkl";

  /** The first object of the older form. */
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private TorchCheckpoint() {}

  /**
   * Reads tensors of the types that weights have, in their order in memory.
   *
   * @param wanted by name; the numbers of others are not read
   * @throws IllegalArgumentException naming the file, and the tensor if one is the reason
   */
  static Weights read(Path file, boolean zip, Predicate<String> wanted) throws IOException {
    try {
      return new Weights(zip ? fromZip(file, wanted) : fromPickles(file, wanted), Map.of());
    } catch (EOFException e) {
      throw new IllegalArgumentException(file + " is truncated", e);
    } catch (ArithmeticException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(file + " is damaged: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is no state dict that can be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Map<String, WeightTensor> fromZip(Path file, Predicate<String> wanted)
      throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry pickle =
          zip.stream()
              .filter(entry -> entry.getName().endsWith(PICKLE))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("it has no entry data.pkl"));
      String folder =
          pickle.getName().substring(0, pickle.getName().length() - PICKLE.length() + 1);
      requireLittleEndian(zip, folder);
      Map<String, TensorView> views;
      try (InputStream in = new BufferedInputStream(zip.getInputStream(pickle))) {
        views = views(Unpickler.read(in), wanted);
      }
      Map<String, byte[]> storages = new HashMap<>();
      for (Map.Entry<String, TensorView> view : views.entrySet()) {
        Storage storage = view.getValue().storage();
        if (!storages.containsKey(storage.key())) {
          ZipEntry numbers = zip.getEntry(folder + "data/" + storage.key());
          if (numbers == null) {
            throw missing(view.getKey());
          }
          try (InputStream in = zip.getInputStream(numbers)) {
            storages.put(storage.key(), numbers(in, view.getKey(), storage));
          }
        }
      }
      return tensors(views, storages);
    }
  }

  private static void requireLittleEndian(ZipFile zip, String folder) throws IOException {
    ZipEntry entry = zip.getEntry(folder + "byteorder");
    if (entry != null) {
      try (InputStream in = zip.getInputStream(entry)) {
        String order = new String(in.readNBytes(16), StandardCharsets.US_ASCII);
        if (!order.equals("little")) {
          throw new IllegalArgumentException("its byte order is '%s'".formatted(order));
        }
      }
    }
  }

  private static Map<String, WeightTensor> fromPickles(Path file, Predicate<String> wanted)
      throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!MAGIC.equals(Unpickler.read(in))) {
        throw new IllegalArgumentException("it does not begin as torch.save begins");
      }
      Unpickler.read(in); // the version of the format
      Object system = Unpickler.read(in);
      if (system instanceof Map<?, ?> map && Boolean.FALSE.equals(map.get("little_endian"))) {
        throw new IllegalArgumentException("its byte order is 'big'");
      }
      Map<String, TensorView> all = views(Unpickler.read(in), name -> true);
      Map<String, TensorView> views = new LinkedHashMap<>(all);
      views.keySet().removeIf(wanted.negate());
      Map<String, String> owners = new HashMap<>();
      views.forEach((name, view) -> owners.put(view.storage().key(), name));
      Map<String, Storage> known = new HashMap<>();
      all.values().forEach(view -> known.put(view.storage().key(), view.storage()));
      Map<String, byte[]> storages = new HashMap<>();
      if (!(Unpickler.read(in) instanceof List<?> keys)) {
        throw new IllegalArgumentException("it does not list its storages");
      }
      for (Object key : keys) {
        Storage storage = known.get(key);
        if (storage == null || storage.type() == null) {
          throw new IllegalArgumentException(
              storage == null
                  ? "no tensor shows storage '%s'".formatted(key)
                  : "it has numbers of type " + storage.typeName());
        }
        long count = Long.reverseBytes(in.readLong());
        if (count != storage.count()) {
          throw new IllegalArgumentException(
              "storage '%s' has %d numbers, not %d".formatted(key, count, storage.count()));
        }
        if (owners.containsKey(storage.key())) {
          storages.put(storage.key(), numbers(in, owners.get(storage.key()), storage));
        } else {
          in.skipNBytes(Math.multiplyExact(count, storage.type().getNumOfBytes()));
        }
      }
      return tensors(views, storages);
    }
  }

  private static Map<String, TensorView> views(Object stateDict, Predicate<String> wanted) {
    if (!(stateDict instanceof Map<?, ?> entries)) {
      throw new IllegalArgumentException("it holds no dictionary");
    }
    Map<String, TensorView> views = new LinkedHashMap<>();
    entries.forEach(
        (name, value) -> {
          if (name instanceof String text
              && value instanceof TensorView view
              && wanted.test(text)) {
            views.put(text, view);
          }
        });
    return views;
  }

  private static byte[] numbers(InputStream in, String tensor, Storage storage) throws IOException {
    if (storage.type() == null) {
      throw new IllegalArgumentException(
          "tensor %s has numbers of type %s, not Float, Half, BFloat16 or Char"
              .formatted(tensor, storage.typeName()));
    }
    long bytes = Math.multiplyExact(storage.count(), (long) storage.type().getNumOfBytes());
    if (bytes < 0 || bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "tensor %s has %d numbers".formatted(tensor, storage.count()));
    }
    byte[] read = in.readNBytes((int) bytes);
    if (read.length < bytes) {
      throw new EOFException();
    }
    return read;
  }

  private static Map<String, WeightTensor> tensors(
      Map<String, TensorView> views, Map<String, byte[]> storages) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    views.forEach(
        (name, view) -> {
          byte[] storage = storages.get(view.storage().key());
          if (storage == null) {
            throw missing(name);
          }
          tensors.put(name, tensor(name, view, storage));
        });
    return tensors;
  }

  private static IllegalArgumentException missing(String tensor) {
    return new IllegalArgumentException("the numbers of tensor %s are missing".formatted(tensor));
  }

  private static WeightTensor tensor(String name, TensorView view, byte[] storage) {
    DataType type = view.storage().type();
    long count = 1;
    for (int i = view.shape().length - 1; i >= 0; i--) {
      long size = view.shape()[i];
      if (size < 0 || size > 1 && view.stride()[i] != count) {
        throw new IllegalArgumentException(
            "tensor %s of shape %s does not lie in its order in memory: strides %s"
                .formatted(name, Arrays.toString(view.shape()), Arrays.toString(view.stride())));
      }
      count = Math.multiplyExact(count, size);
    }
    if (view.offset() < 0 || view.offset() + count > view.storage().count()) {
      throw new IllegalArgumentException(
          "tensor %s needs numbers %d to %d of %d"
              .formatted(name, view.offset(), view.offset() + count, view.storage().count()));
    }
    int bytes = type.getNumOfBytes();
    return new WeightTensor(
        type,
        view.shape(),
        ByteBuffer.wrap(storage).slice((int) view.offset() * bytes, (int) count * bytes));
  }
}
