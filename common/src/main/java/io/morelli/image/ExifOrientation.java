package io.morelli.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.opencv.core.Core;
import org.opencv.core.Mat;

/** How a stored picture has to be turned to stand upright: EXIF 2.32 tag 0x0112, values 1 to 8. */
final class ExifOrientation {

  static final int UPRIGHT = 1;

  private static final String PREFIX = "Exif\0\0";
  private static final short TAG = 0x0112;

  private ExifOrientation() {}

  static boolean isExif(ByteBuffer data) {
    return ImageHeader.isTagged(data, 0, PREFIX);
  }

  /** Of an EXIF block, with its prefix (always in JPEG, sometimes in WebP) or without. */
  static int of(ByteBuffer exif) {
    return ofTiff(
        isExif(exif) ? exif.slice(PREFIX.length(), exif.limit() - PREFIX.length()) : exif);
  }

  /**
   * Of a TIFF structure (TIFF 6.0, section 2), read from its first directory. Damaged metadata do
   * not spoil a picture: what cannot be read counts as upright.
   */
  static int ofTiff(ByteBuffer source) {
    ByteBuffer tiff = source.duplicate();
    if (ImageHeader.isTagged(tiff, 0, "II*\0")) {
      tiff.order(ByteOrder.LITTLE_ENDIAN);
    } else if (ImageHeader.isTagged(tiff, 0, "MM\0*")) {
      tiff.order(ByteOrder.BIG_ENDIAN);
    } else {
      return UPRIGHT;
    }
    try {
      int directory = tiff.getInt(4);
      int entries = Short.toUnsignedInt(tiff.getShort(directory));
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + 12 * i;
        if (tiff.getShort(entry) == TAG) {
          int value = tiff.getShort(entry + 8);
          return value >= 1 && value <= 8 ? value : UPRIGHT;
        }
      }
    } catch (IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
    return UPRIGHT;
  }

  /** Whether width and height change places. */
  static boolean isSideways(int orientation) {
    return orientation >= 5;
  }

  /** Turns the picture in place. */
  static void apply(int orientation, Mat image) {
    switch (orientation) {
      case 2 -> Core.flip(image, image, 1);
      case 3 -> Core.rotate(image, image, Core.ROTATE_180);
      case 4 -> Core.flip(image, image, 0);
      case 5 -> Core.transpose(image, image);
      case 6 -> Core.rotate(image, image, Core.ROTATE_90_CLOCKWISE);
      case 7 -> {
        Core.transpose(image, image);
        Core.rotate(image, image, Core.ROTATE_180);
      }
      case 8 -> Core.rotate(image, image, Core.ROTATE_90_COUNTERCLOCKWISE);
      default -> {}
    }
  }
}
