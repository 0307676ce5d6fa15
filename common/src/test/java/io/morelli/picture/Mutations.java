package io.morelli.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages files as a fuzzer does, the same way for the same seed. */
final class Mutations {

  private static final int MAX_FLIPS = 64;

  /** Headers, tables and directories mostly lie here, so half of the damage is done here. */
  private static final int HEAD = 512;

  /** Where sizes, counts and signs turn over. */
  private static final int[] EDGES = {
    0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, -1
  };

  private final List<byte[]> seeds;

  /**
   * @param seeds undamaged files
   */
  Mutations(List<byte[]> seeds) {
    this.seeds = seeds;
  }

  byte[] mutant(int number) {
    Random random = new Random(number);
    byte[] file = seeds.get(number % seeds.size()).clone();
    int rounds = 1 + random.nextInt(3);
    for (int i = 0; i < rounds && file.length > Integer.BYTES; i++) {
      file =
          switch (random.nextInt(5)) {
            case 0 -> flipBits(file, random);
            case 1 -> Arrays.copyOf(file, 1 + random.nextInt(file.length));
            case 2 -> splice(file, seeds.get(random.nextInt(seeds.size())), random);
            case 3 -> editInteger(file, random);
            default -> moveBlock(file, random);
          };
    }
    return file;
  }

  private static int place(byte[] file, int width, Random random) {
    int end = file.length - width + 1;
    return random.nextInt(random.nextBoolean() ? Math.min(end, HEAD) : end);
  }

  private static byte[] flipBits(byte[] file, Random random) {
    int flips = 1 + random.nextInt(MAX_FLIPS);
    for (int i = 0; i < flips; i++) {
      file[place(file, 1, random)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return file;
  }

  /** The beginning of one file and the end of another. */
  private static byte[] splice(byte[] file, byte[] other, Random random) {
    int head = place(file, 1, random);
    int from = random.nextInt(other.length);
    byte[] spliced = Arrays.copyOf(file, head + other.length - from);
    System.arraycopy(other, from, spliced, head, other.length - from);
    return spliced;
  }

  /** What may be a length, an offset, a count or a size becomes another one. */
  private static byte[] editInteger(byte[] file, Random random) {
    ByteBuffer buffer =
        ByteBuffer.wrap(file)
            .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int value = random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextInt();
    switch (random.nextInt(3)) {
      case 0 -> buffer.put(place(file, 1, random), (byte) value);
      case 1 -> buffer.putShort(place(file, Short.BYTES, random), (short) value);
      default -> buffer.putInt(place(file, Integer.BYTES, random), value);
    }
    return file;
  }

  private static byte[] moveBlock(byte[] file, Random random) {
    int length = 1 + random.nextInt(Math.min(HEAD, file.length));
    System.arraycopy(file, place(file, length, random), file, place(file, length, random), length);
    return file;
  }
}
