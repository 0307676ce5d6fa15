package io.morelli.embedding.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.zip.ZipException;

/** Weights in the formats that they are published in, told apart by how a file begins. */
public final class WeightsFile {

  private static final int PICKLE = 0x80;

  private WeightsFile() {}

  /**
   * Reads a state dict of PyTorch ({@code .pth}) or a safetensors file.
   *
   * @param wanted by name; other tensors are left out
   * @throws IllegalArgumentException naming the file and what is wrong with it
   * @throws IOException if it cannot be read at all
   */
  public static Weights read(Path file, Predicate<String> wanted) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(Long.BYTES + 1);
    }
    if (start.length > 2 && start[0] == 'P' && start[1] == 'K') {
      try {
        return TorchCheckpoint.read(file, true, wanted);
      } catch (ZipException e) {
        throw new IllegalArgumentException(
            "%s is a damaged zip file: %s".formatted(file, e.getMessage()), e);
      }
    }
    if (start.length > 2 && (start[0] & 0xff) == PICKLE) {
      return TorchCheckpoint.read(file, false, wanted);
    }
    if (start.length > Long.BYTES && start[Long.BYTES] == '{' && header(start) < Files.size(file)) {
      return SafeTensors.parse(file.toString(), Files.readAllBytes(file), wanted);
    }
    throw new IllegalArgumentException(
        file + " is neither a state dict that torch.save wrote nor a safetensors file");
  }

  private static long header(byte[] start) {
    return ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
