package io.morelli.embedding.weights;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes float32 tensors as {@code torch.save} of PyTorch 1.6 and later writes a state dict. */
public final class StateDictFile {

  private StateDictFile() {}

  public static void write(Path file, Map<String, WeightTensor> tensors) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream pickle = new DataOutputStream(bytes);
    pickle.write(new byte[] {(byte) 0x80, 2});
    pickle.writeBytes("ccollections\nOrderedDict\n)R(");
    int key = 0;
    for (Map.Entry<String, WeightTensor> entry : tensors.entrySet()) {
      long[] shape = entry.getValue().shape();
      text(pickle, entry.getKey());
      pickle.writeBytes("ctorch._utils\n_rebuild_tensor_v2\n((");
      text(pickle, "storage");
      pickle.writeBytes("ctorch\nFloatStorage\n");
      text(pickle, Integer.toString(key++));
      text(pickle, "cpu");
      number(pickle, entry.getValue().count());
      pickle.writeBytes("tQ");
      number(pickle, 0);
      pickle.writeBytes("(");
      for (long size : shape) {
        number(pickle, size);
      }
      pickle.writeBytes("t(");
      long stride = entry.getValue().count();
      for (long size : shape) {
        stride /= size;
        number(pickle, stride);
      }
      pickle.write('t');
      pickle.write(0x89);
      pickle.writeBytes("ccollections\nOrderedDict\n)RtR");
    }
    pickle.writeBytes("u.");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      // PyTorch does not compress.
      zip.setLevel(0);
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(bytes.toByteArray());
      zip.putNextEntry(new ZipEntry("archive/byteorder"));
      zip.write("little".getBytes(StandardCharsets.US_ASCII));
      key = 0;
      for (WeightTensor tensor : tensors.values()) {
        zip.putNextEntry(new ZipEntry("archive/data/" + key++));
        byte[] numbers = new byte[tensor.data().remaining()];
        tensor.data().duplicate().get(numbers);
        zip.write(numbers);
      }
    }
  }

  private static void text(DataOutputStream pickle, String text) throws IOException {
    pickle.write('X');
    pickle.writeInt(Integer.reverseBytes(text.length()));
    pickle.writeBytes(text);
  }

  private static void number(DataOutputStream pickle, long number) throws IOException {
    pickle.write('J');
    pickle.writeInt(Integer.reverseBytes((int) number));
  }
}
