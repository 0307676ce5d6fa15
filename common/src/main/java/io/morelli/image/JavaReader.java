package io.morelli.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.pnm.PNMImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * Java's readers for rare formats and for those that OpenCV 4.9 does not read or reads wrongly:
 * GIF, TIFF, PBM/PGM/PPM, animated WebP and CMYK JPEG. They are slower but safe in memory. Of
 * several pictures in a file the first one is read.
 */
final class JavaReader {

  /** Four samples of 32 bits; more would multiply the memory that the pixel limit allows. */
  private static final int MAX_BITS_PER_PIXEL = 128;

  // Named here rather than found by ImageIO, which looks for plug-ins only once and only in the
  // class loader of the thread that happens to come first.
  private static final Map<ImageFormat, ImageReaderSpi> READERS =
      Map.of(
          ImageFormat.JPEG, jpeg(),
          ImageFormat.WEBP, new WebPImageReaderSpi(),
          ImageFormat.TIFF, new TIFFImageReaderSpi(),
          ImageFormat.PNM, new PNMImageReaderSpi(),
          ImageFormat.GIF,
              ImageIO.getImageReadersByFormatName("gif").next().getOriginatingProvider());

  private JavaReader() {}

  private static ImageReaderSpi jpeg() {
    JPEGImageReaderSpi provider = new JPEGImageReaderSpi();
    // This is how it finds the JDK's reader, to which it hands the entropy-coded data.
    provider.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
    return provider;
  }

  /** Reads the size of the first picture. */
  static ImageHeader header(ImageFormat format, byte[] encoded, int orientation)
      throws IOException {
    return withReader(
        format,
        encoded,
        reader ->
            new ImageHeader(format, reader.getWidth(0), reader.getHeight(0), orientation, false));
  }

  /**
   * @return 8-bit BGR over white, as stored, not turned; to be released by the caller
   */
  static Mat read(ImageFormat format, byte[] encoded) throws IOException {
    BufferedImage image =
        withReader(
            format,
            encoded,
            reader -> {
              // The colour model would leave out samples beyond colour and alpha.
              SampleModel samples = reader.getImageTypes(0).next().getSampleModel();
              int bits = IntStream.of(samples.getSampleSize()).sum();
              if (bits > MAX_BITS_PER_PIXEL) {
                throw new IOException(
                    "%d bits a pixel, the limit is %d".formatted(bits, MAX_BITS_PER_PIXEL));
              }
              return reader.read(0);
            });
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D canvas = opaque.createGraphics();
    canvas.drawImage(image, 0, 0, Color.WHITE, null);
    canvas.dispose();
    Mat bgr = new Mat(opaque.getHeight(), opaque.getWidth(), CvType.CV_8UC3);
    bgr.put(0, 0, ((DataBufferByte) opaque.getRaster().getDataBuffer()).getData());
    return bgr;
  }

  private static <T> T withReader(ImageFormat format, byte[] encoded, Task<T> task)
      throws IOException {
    ImageReader reader = READERS.get(format).createReaderInstance();
    // A stream of known length lets the TIFF reader refuse arrays that are longer than the file.
    try (ImageInputStream input = new ByteArrayImageInputStream(encoded)) {
      reader.setInput(input, false, true);
      return task.run(reader);
    } finally {
      reader.dispose();
    }
  }

  private interface Task<T> {
    T run(ImageReader reader) throws IOException;
  }
}
