package io.morelli.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/** Small pictures, and files made of them. */
final class TestPictures {

  private TestPictures() {}

  /**
   * A smooth picture in which every corner has its own colour, so that each orientation looks
   * different: red grows to the right, green downwards, blue is high in the upper left quarter.
   */
  static BufferedImage gradient(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int blue = x < width / 2 && y < height / 2 ? 200 : 40;
        image.setRGB(x, y, new Color(255 * x / width, 255 * y / height, blue).getRGB());
      }
    }
    return image;
  }

  static BufferedImage converted(BufferedImage image, int type) {
    BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), type);
    Graphics2D canvas = copy.createGraphics();
    canvas.drawImage(image, 0, 0, null);
    canvas.dispose();
    return copy;
  }

  /** Encoded by the JDK's or TwelveMonkeys' writer of that name. */
  static byte[] javaEncoded(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Encoded by OpenCV, with pairs of {@code Imgcodecs.IMWRITE_} parameters and values. */
  static byte[] openCvEncoded(BufferedImage image, String extension, int... parameters) {
    OpenCv.load();
    Mat mat = new Mat(image.getHeight(), image.getWidth(), CvType.CV_8UC3);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Color color = new Color(image.getRGB(x, y));
        mat.put(y, x, color.getBlue(), color.getGreen(), color.getRed());
      }
    }
    return openCvEncoded(mat, extension, parameters);
  }

  /** As above; releases the picture. */
  static byte[] openCvEncoded(Mat mat, String extension, int... parameters) {
    MatOfByte encoded = new MatOfByte();
    try {
      if (!Imgcodecs.imencode(extension, mat, encoded, new MatOfInt(parameters))) {
        throw new IllegalArgumentException("no encoder for " + extension);
      }
      return encoded.toArray();
    } finally {
      mat.release();
      encoded.release();
    }
  }

  /** A TIFF structure that holds nothing but an orientation. */
  static byte[] exif(int orientation, ByteOrder order) {
    return ByteBuffer.allocate(26)
        .order(order)
        .put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .array();
  }

  /** Puts an APP1 segment right after SOI. */
  static byte[] withExif(byte[] jpeg, byte[] exif) {
    return ByteBuffer.allocate(jpeg.length + 10 + exif.length)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffe1)
        .putShort((short) (8 + exif.length))
        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** A PNG from its header fields and unfiltered rows, each with its leading filter byte 0. */
  static byte[] png(
      int width, int height, int bitDepth, int colourType, byte[] rows, byte[]... extraChunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bitDepth)
            .put((byte) colourType)
            .array();
    out.writeBytes(pngChunk("IHDR", header));
    for (byte[] chunk : extraChunks) {
      out.writeBytes(chunk);
    }
    out.writeBytes(pngChunk("IDAT", deflated(rows)));
    out.writeBytes(pngChunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  static byte[] pngChunk(String type, byte[] data) {
    CRC32 crc = new CRC32();
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    crc.update(name);
    crc.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** Puts the bitstream of a simple WebP file into the extended layout, with EXIF behind it. */
  static byte[] webpWithExif(byte[] simple, int width, int height, byte[] exif) {
    int bitstream = simple.length - 12;
    ByteBuffer file =
        ByteBuffer.allocate(12 + 18 + bitstream + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(file.capacity() - 8).put(ascii("WEBP"));
    file.put(ascii("VP8X")).putInt(10).putInt(0x08).put(minusOne(width)).put(minusOne(height));
    file.put(simple, 12, bitstream);
    file.put(ascii("EXIF")).putInt(exif.length).put(exif);
    return file.array();
  }

  /** An animation whose only frame is the bitstream of a simple WebP file. */
  static byte[] animatedWebp(byte[] simple, int width, int height) {
    int bitstream = simple.length - 12;
    ByteBuffer file =
        ByteBuffer.allocate(12 + 18 + 14 + 24 + bitstream).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(file.capacity() - 8).put(ascii("WEBP"));
    file.put(ascii("VP8X")).putInt(10).putInt(0x02).put(minusOne(width)).put(minusOne(height));
    file.put(ascii("ANIM")).putInt(6).putInt(0).putShort((short) 0);
    file.put(ascii("ANMF")).putInt(16 + bitstream).put(new byte[6]);
    file.put(minusOne(width)).put(minusOne(height)).putInt(100);
    return file.put(simple, 12, bitstream).array();
  }

  /** How WebP's extended layout stores a side, 24 bits. */
  private static byte[] minusOne(int side) {
    return new byte[] {(byte) (side - 1), (byte) (side - 1 >> 8), 0};
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Mean absolute difference of two pictures of equal size, of 255. */
  static double difference(RgbImage a, RgbImage b) {
    if (a.width() != b.width() || a.height() != b.height()) {
      throw new IllegalArgumentException("%s and %s".formatted(a, b));
    }
    long sum = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      sum += Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff));
    }
    return (double) sum / a.rgb().length;
  }

  static RgbImage rgb(BufferedImage image) {
    byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
    int i = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int value = image.getRGB(x, y);
        rgb[i++] = (byte) (value >> 16);
        rgb[i++] = (byte) (value >> 8);
        rgb[i++] = (byte) value;
      }
    }
    return new RgbImage(image.getWidth(), image.getHeight(), rgb);
  }
}
