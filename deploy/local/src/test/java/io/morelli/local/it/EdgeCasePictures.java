package io.morelli.local.it;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Files that are unusual, damaged or malicious. */
final class EdgeCasePictures {

  private EdgeCasePictures() {}

  /** The first part of a file. */
  static byte[] truncated(byte[] file, double share) {
    return Arrays.copyOf(file, (int) (share * file.length));
  }

  /** One bit turned over. */
  static byte[] bitFlipped(byte[] file, double position) {
    byte[] flipped = file.clone();
    flipped[(int) (position * file.length)] ^= 0x10;
    return flipped;
  }

  /** A PNG that claims a size and holds a few bytes: a decompression bomb without the charge. */
  static byte[] hugePng(int side) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte bitDepth = 8;
    byte rgb = 2;
    byte[] header =
        ByteBuffer.allocate(13).putInt(side).putInt(side).put(bitDepth).put(rgb).array();
    writeChunk(out, "IHDR", header);
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(rows)) {
      deflater.write(new byte[1 << 20]);
    }
    writeChunk(out, "IDAT", rows.toByteArray());
    writeChunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void writeChunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(
        ByteBuffer.allocate(12 + data.length)
            .putInt(data.length)
            .put(name)
            .put(data)
            .putInt((int) crc.getValue())
            .array());
  }

  /** In grey. */
  static byte[] png16(BufferedImage picture) throws IOException {
    BufferedImage grey =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_USHORT_GRAY);
    grey.createGraphics().drawImage(picture, 0, 0, null);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(grey, "png", out);
    return out.toByteArray();
  }

  /**
   * Four components without a word on their meaning; by custom they are CMYK, inverted: 255 is no
   * ink.
   */
  static byte[] cmykJpeg(BufferedImage picture) throws IOException {
    int width = picture.getWidth();
    int height = picture.getHeight();
    WritableRaster cmyk =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = picture.getRGB(x, y);
        cmyk.setPixel(x, y, new int[] {rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, 255});
      }
    }
    return written("jpeg", new IIOImage(cmyk, null, null));
  }

  static byte[] animatedGif(BufferedImage... frames) throws IOException {
    IIOImage[] images =
        Arrays.stream(frames).map(f -> new IIOImage(f, null, null)).toArray(IIOImage[]::new);
    return written("gif", images);
  }

  /** One image, or a sequence of several. */
  private static byte[] written(String format, IIOImage... images) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      if (images.length == 1) {
        writer.write(images[0]);
      } else {
        writer.prepareWriteSequence(null);
        for (IIOImage image : images) {
          writer.writeToSequence(image, null);
        }
        writer.endWriteSequence();
      }
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /**
   * With an EXIF segment right after the start of the image.
   *
   * @param orientation 1 to 8
   */
  static byte[] withOrientation(byte[] jpeg, int orientation) {
    byte[] exif =
        ByteBuffer.allocate(32)
            .put("Exif\0\0MM".getBytes(StandardCharsets.US_ASCII))
            .putShort((short) 42)
            .putInt(8)
            .putShort((short) 1) // One entry: orientation, of type SHORT, one of it.
            .putShort((short) 0x0112)
            .putShort((short) 3)
            .putInt(1)
            .putShort((short) orientation)
            .array();
    return ByteBuffer.allocate(jpeg.length + 4 + exif.length)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffe1)
        .putShort((short) (2 + exif.length))
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }
}
