package io.morelli.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a file says of its picture before any pixel is decoded. The formats that OpenCV decodes are
 * parsed here, a few integers each; the others are left to their Java readers. General metadata
 * libraries are not used because they inflate compressed text on the way, of any size.
 *
 * @param width pixels as stored, before the orientation is applied; at least 1
 * @param height pixels as stored; at least 1
 * @param orientation EXIF orientation, 1 to 8
 * @param nativeDecoder whether OpenCV decodes it right, otherwise a Java reader does
 */
record ImageHeader(
    ImageFormat format, int width, int height, int orientation, boolean nativeDecoder) {

  /**
   * @throws IOException if the header is cut off or makes no sense
   */
  static ImageHeader read(ImageFormat format, byte[] encoded) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(encoded);
    ImageHeader header;
    try {
      header =
          switch (format) {
            case JPEG -> JpegStructure.header(file);
            case PNG -> png(file);
            case WEBP -> webp(file.order(ByteOrder.LITTLE_ENDIAN));
            case BMP -> bmp(file.order(ByteOrder.LITTLE_ENDIAN));
            case GIF, PNM -> JavaReader.header(format, encoded, ExifOrientation.UPRIGHT);
            case TIFF -> JavaReader.header(format, encoded, ExifOrientation.ofTiff(file));
          };
    } catch (IndexOutOfBoundsException e) {
      throw (IOException) new EOFException("the header is cut off").initCause(e);
    }
    if (header.width < 1 || header.height < 1) {
      throw new IOException("impossible size %d x %d".formatted(header.width, header.height));
    }
    return header;
  }

  /** W3C PNG (third edition), 5.3 chunk layout, 11.2.1 IHDR. */
  private static ImageHeader png(ByteBuffer file) {
    int orientation = ExifOrientation.UPRIGHT;
    long next;
    for (long at = 8; at + 8 <= file.limit(); at = next) {
      long length = Integer.toUnsignedLong(file.getInt((int) at));
      next = at + 12 + length;
      if (isTagged(file, (int) at + 4, "eXIf") && next <= file.limit()) {
        orientation = ExifOrientation.ofTiff(file.slice((int) at + 8, (int) length));
      }
    }
    return new ImageHeader(ImageFormat.PNG, file.getInt(16), file.getInt(20), orientation, true);
  }

  /** RFC 9649; animated files are beyond OpenCV 4.9. */
  private static ImageHeader webp(ByteBuffer file) throws IOException {
    if (isTagged(file, 12, "VP8 ")) {
      return still(file.getShort(26) & 0x3fff, file.getShort(28) & 0x3fff);
    }
    if (isTagged(file, 12, "VP8L")) {
      int bits = file.getInt(21);
      return still((bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1);
    }
    if (!isTagged(file, 12, "VP8X")) {
      throw new IOException("no WebP picture data");
    }
    boolean animated = (file.get(20) & 0x02) != 0;
    int orientation = ExifOrientation.UPRIGHT;
    long next;
    for (long at = 12; at + 8 <= file.limit(); at = next) {
      long length = Integer.toUnsignedLong(file.getInt((int) at + 4));
      next = at + 8 + length + (length & 1);
      if (isTagged(file, (int) at, "EXIF") && at + 8 + length <= file.limit()) {
        orientation = ExifOrientation.of(file.slice((int) at + 8, (int) length));
      }
    }
    int width = (file.getInt(24) & 0xffffff) + 1;
    int height = (file.getInt(26) >>> 8) + 1;
    return new ImageHeader(ImageFormat.WEBP, width, height, orientation, !animated);
  }

  private static ImageHeader still(int width, int height) {
    return new ImageHeader(ImageFormat.WEBP, width, height, ExifOrientation.UPRIGHT, true);
  }

  private static ImageHeader bmp(ByteBuffer file) {
    boolean os2 = file.getInt(14) == 12;
    int width = os2 ? Short.toUnsignedInt(file.getShort(18)) : file.getInt(18);
    // A negative height means rows from the top.
    int height = os2 ? Short.toUnsignedInt(file.getShort(20)) : Math.abs(file.getInt(22));
    return new ImageHeader(ImageFormat.BMP, width, height, ExifOrientation.UPRIGHT, true);
  }

  static boolean isTagged(ByteBuffer file, int at, String tag) {
    byte[] expected = tag.getBytes(StandardCharsets.ISO_8859_1);
    return at + expected.length <= file.limit()
        && file.slice(at, expected.length).equals(ByteBuffer.wrap(expected));
  }
}
