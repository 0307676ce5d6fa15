package io.morelli.features;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The local features of a picture: ORB key points, the most useful first, with their binary
 * descriptors (Rublee et al., ICCV 2011). Immutable and thread-safe.
 *
 * <p>The packed form, big endian, 7 + 36 bytes a key point:
 *
 * <pre>
 *   version      1 byte, 1
 *   width        2 bytes, of the scaled picture, pixels
 *   height       2 bytes
 *   count        2 bytes
 *   positions    4 bytes each: x and y in 65536ths of width and height
 *   descriptors  32 bytes each
 * </pre>
 */
public final class KeyPoints {

  /** More find no more pictures (docs/geometry.md); a packed form takes 64,807 bytes. */
  public static final int MAX_COUNT = 1800;

  /** Words of a descriptor: 256 bits. */
  static final int WORDS = 4;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 7;
  private static final int COUNT_OFFSET = 5;
  private static final int POSITION_BYTES = 4;
  private static final int BYTES_PER_POINT = POSITION_BYTES + Long.BYTES * WORDS;
  private static final float POSITION_STEPS = 65536;

  private final int width;
  private final int height;

  /** x and y of each key point in steps, alternating. */
  private final char[] positions;

  private final long[] descriptors;

  private KeyPoints(int width, int height, char[] positions, long[] descriptors) {
    this.width = width;
    this.height = height;
    this.positions = positions;
    this.descriptors = descriptors;
  }

  /**
   * @param width of the scaled picture, pixels, 1 to 65535
   * @param height likewise
   * @param xy x and y of each key point alternating, pixels from the picture's upper left corner;
   *     rounded to 65536ths of the picture's sides
   * @param descriptors 4 words a key point; not copied
   */
  public static KeyPoints of(int width, int height, float[] xy, long[] descriptors) {
    if (width < 1 || height < 1 || width > Character.MAX_VALUE || height > Character.MAX_VALUE) {
      throw new IllegalArgumentException(
          "sides must be 1 to 65535: %d x %d".formatted(width, height));
    }
    int count = xy.length / 2;
    if (xy.length % 2 != 0 || descriptors.length != WORDS * count || count > MAX_COUNT) {
      throw new IllegalArgumentException(
          "%d coordinates and %d descriptor words do not describe 0 to %d key points"
              .formatted(xy.length, descriptors.length, MAX_COUNT));
    }
    char[] positions = new char[xy.length];
    for (int i = 0; i < xy.length; i++) {
      float fraction = xy[i] / (i % 2 == 0 ? width : height);
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new IllegalArgumentException(
            "coordinate %s of key point %d lies outside %d x %d"
                .formatted(xy[i], i / 2, width, height));
      }
      positions[i] = (char) Math.min(Character.MAX_VALUE, Math.round(fraction * POSITION_STEPS));
    }
    return new KeyPoints(width, height, positions, descriptors);
  }

  /**
   * Reads what {@link #pack} wrote.
   *
   * @throws IllegalArgumentException if the bytes have an unknown version or are damaged
   */
  public static KeyPoints unpack(byte[] packed) {
    Head head = Head.read(packed);
    ByteBuffer in = ByteBuffer.wrap(packed).position(HEADER_BYTES);
    char[] positions = new char[2 * head.count()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = in.getChar();
    }
    long[] descriptors = new long[WORDS * head.count()];
    in.asLongBuffer().get(descriptors);
    return new KeyPoints(head.width(), head.height(), positions, descriptors);
  }

  /** How many key points a packed form holds, without unpacking them; checks as {@link #unpack}. */
  public static int packedCount(byte[] packed) {
    return Head.read(packed).count();
  }

  /**
   * The packed form of the first key points only.
   *
   * @param count how many; if there are no more, the packed form is returned as it is
   * @throws IllegalArgumentException as {@link #unpack}
   */
  public static byte[] packedFirst(byte[] packed, int count) {
    Head head = Head.read(packed);
    if (head.count() <= count) {
      return packed;
    }
    int positions = HEADER_BYTES + POSITION_BYTES * head.count();
    return ByteBuffer.allocate(HEADER_BYTES + count * BYTES_PER_POINT)
        .put(packed, 0, HEADER_BYTES + POSITION_BYTES * count)
        .put(packed, positions, (BYTES_PER_POINT - POSITION_BYTES) * count)
        .putChar(COUNT_OFFSET, (char) count)
        .array();
  }

  /** What stands before the points of a packed form. */
  private record Head(int width, int height, int count) {

    static Head read(byte[] packed) {
      if (packed.length < HEADER_BYTES) {
        throw new IllegalArgumentException("packed key points cut off at byte " + packed.length);
      }
      ByteBuffer in = ByteBuffer.wrap(packed);
      int version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "packed key points have version %d, this program reads %d".formatted(version, VERSION));
      }
      int width = in.getChar();
      int height = in.getChar();
      int count = in.getChar();
      if (width == 0 || height == 0 || packed.length != HEADER_BYTES + count * BYTES_PER_POINT) {
        throw new IllegalArgumentException(
            "packed key points damaged: %d key points in %d x %d pixels, %d bytes"
                .formatted(count, width, height, packed.length));
      }
      return new Head(width, height, count);
    }
  }

  /** The compact binary form, to be stored beside the picture's vector. */
  public byte[] pack() {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + count() * BYTES_PER_POINT);
    out.put((byte) VERSION);
    out.putChar((char) width).putChar((char) height).putChar((char) count());
    for (char position : positions) {
      out.putChar(position);
    }
    out.asLongBuffer().put(descriptors);
    return out.array();
  }

  public int count() {
    return positions.length / 2;
  }

  /** Width of the scaled picture, pixels. */
  public int width() {
    return width;
  }

  /** Height of the scaled picture, pixels. */
  public int height() {
    return height;
  }

  /** Pixels of the scaled picture, from its left edge. */
  public float x(int i) {
    return positions[2 * i] / POSITION_STEPS * width;
  }

  /** Pixels of the scaled picture, from its upper edge. */
  public float y(int i) {
    return positions[2 * i + 1] / POSITION_STEPS * height;
  }

  /** Four words a key point; not a copy, treat as frozen. */
  long[] descriptors() {
    return descriptors;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyPoints that
        && width == that.width
        && height == that.height
        && Arrays.equals(positions, that.positions)
        && Arrays.equals(descriptors, that.descriptors);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(positions) + Arrays.hashCode(descriptors);
  }

  @Override
  public String toString() {
    return "KeyPoints[%d in %d x %d]".formatted(count(), width, height);
  }
}
