package io.morelli.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks the marker segments of a JPEG file from SOI to EOI (ITU-T T.81, annex B). libjpeg fills
 * what is missing of a cut-off file with grey and reports success, so the end of the picture is
 * looked for here.
 */
final class JpegStructure {

  /**
   * A progressive picture has about ten scans. Each one passes over all coefficients, so a small
   * file with thousands of nearly empty scans keeps a decoder busy for minutes.
   */
  private static final int MAX_SCANS = 100;

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP1 = 0xe1;
  private static final int TEM = 0x01;

  private JpegStructure() {}

  /**
   * @throws IOException if the file ends before its picture does, has no frame or too many scans
   */
  static ImageHeader header(ByteBuffer file) throws IOException {
    ImageHeader frame = null;
    int orientation = ExifOrientation.UPRIGHT;
    int scans = 0;
    for (int at = 2; ; ) {
      at = nextMarker(file, at);
      int marker = file.get(at + 1) & 0xff;
      at += 2;
      if (marker == EOI) {
        break;
      }
      if (marker == SOI || marker == TEM) {
        continue;
      }
      int length = at + 2 <= file.limit() ? Short.toUnsignedInt(file.getShort(at)) : 0;
      if (length < 2 || at + length > file.limit()) {
        throw cutOff(file);
      }
      ByteBuffer segment = file.slice(at + 2, length - 2);
      if (isFrame(marker) && frame == null) {
        int components = segment.get(5);
        // OpenCV converts CMYK without its profile, to glaring colours.
        frame =
            new ImageHeader(
                ImageFormat.JPEG,
                Short.toUnsignedInt(segment.getShort(3)),
                Short.toUnsignedInt(segment.getShort(1)),
                ExifOrientation.UPRIGHT,
                components < 4);
      } else if (marker == APP1 && ExifOrientation.isExif(segment)) {
        orientation = ExifOrientation.of(segment);
      } else if (marker == SOS && ++scans > MAX_SCANS) {
        throw new IOException("more than %d scans".formatted(MAX_SCANS));
      }
      at += length;
    }
    if (frame == null || scans == 0) {
      throw new IOException("it has no picture between its start and end marker");
    }
    return new ImageHeader(
        frame.format(), frame.width(), frame.height(), orientation, frame.nativeDecoder());
  }

  /** The position of the next marker that is neither stuffing, fill byte nor restart. */
  private static int nextMarker(ByteBuffer file, int from) throws IOException {
    for (int at = from; at + 1 < file.limit(); at++) {
      if (file.get(at) == (byte) 0xff) {
        int code = file.get(at + 1) & 0xff;
        if (code != 0 && code != 0xff && (code < 0xd0 || code > 0xd7)) {
          return at;
        }
      }
    }
    throw cutOff(file);
  }

  /** SOF0 to SOF15; 0xC4, 0xC8 and 0xCC are other markers. */
  private static boolean isFrame(int marker) {
    return marker == 0xc0 || marker > 0xc0 && marker <= 0xcf && (marker & 3) != 0;
  }

  private static EOFException cutOff(ByteBuffer file) {
    return new EOFException(
        "the data end after %d bytes, before the end of the picture".formatted(file.limit()));
  }
}
