package io.morelli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

class ImageDecoderTest {

  private static final BufferedImage PICTURE = TestPictures.gradient(96, 64);

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  private record Encoded(String name, byte[] bytes, double limit) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** {@link #PICTURE} in every format; the limit is the mean difference to expect, of 255. */
  private static Stream<Encoded> colourFiles() {
    return Stream.of(
        new Encoded("JPEG", openCv(".jpg", Imgcodecs.IMWRITE_JPEG_QUALITY, 98), 3),
        new Encoded(
            "progressive JPEG",
            openCv(
                ".jpg", Imgcodecs.IMWRITE_JPEG_QUALITY, 98, Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1),
            3),
        new Encoded("PNG", java("png"), 0),
        new Encoded("lossless WebP", openCv(".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 101), 0),
        new Encoded("WebP", openCv(".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 95), 4),
        new Encoded("BMP", java("bmp"), 0),
        new Encoded("TIFF", java("tiff"), 0),
        new Encoded("LZW TIFF", openCv(".tiff", Imgcodecs.IMWRITE_TIFF_COMPRESSION, 5), 0),
        new Encoded("PPM", openCv(".ppm", Imgcodecs.IMWRITE_PXM_BINARY, 1), 0),
        new Encoded("text PPM", openCv(".ppm", Imgcodecs.IMWRITE_PXM_BINARY, 0), 0),
        // The JDK's writers choose 256 colours and dither, or keep a palette.
        new Encoded("GIF", java("gif"), 16),
        new Encoded("palette PNG", java(indexed(), "png"), 16));
  }

  private static byte[] openCv(String extension, int... parameters) {
    return TestPictures.openCvEncoded(PICTURE, extension, parameters);
  }

  private static byte[] java(String format) {
    return java(PICTURE, format);
  }

  private static byte[] java(BufferedImage image, String format) {
    return TestPictures.javaEncoded(image, format);
  }

  private static BufferedImage indexed() {
    return TestPictures.converted(PICTURE, BufferedImage.TYPE_BYTE_INDEXED);
  }

  @ParameterizedTest
  @MethodSource("colourFiles")
  void onePictureIsNearlyTheSameInEveryFormat(Encoded file) throws RejectedException {
    DecodedImage decoded = decoder.decode(file.bytes());
    assertThat(decoded.width()).isEqualTo(96);
    assertThat(decoded.height()).isEqualTo(64);
    assertThat(TestPictures.difference(decoded.image(), TestPictures.rgb(PICTURE)))
        .isLessThanOrEqualTo(file.limit());
  }

  /** 8 and 16 bits of grey in every format that has them, with no gamma applied on the way. */
  private static Stream<Encoded> greyFiles() {
    Mat grey = greyRamp();
    Mat deep = new Mat();
    grey.convertTo(deep, CvType.CV_16U, 257);
    return Stream.of(
        new Encoded("JPEG", TestPictures.openCvEncoded(grey.clone(), ".jpg"), 2),
        new Encoded("PNG", TestPictures.openCvEncoded(grey.clone(), ".png"), 0),
        new Encoded("PGM", TestPictures.openCvEncoded(grey.clone(), ".pgm"), 0),
        new Encoded("TIFF", TestPictures.openCvEncoded(grey.clone(), ".tiff"), 0),
        new Encoded("16-bit PNG", TestPictures.openCvEncoded(deep.clone(), ".png"), 0),
        new Encoded("16-bit PGM", TestPictures.openCvEncoded(deep.clone(), ".pgm"), 0.5),
        new Encoded("16-bit TIFF", TestPictures.openCvEncoded(deep.clone(), ".tiff"), 0.5));
  }

  private static Mat greyRamp() {
    OpenCv.load();
    Mat grey = new Mat(32, 256, CvType.CV_8U);
    for (int x = 0; x < 256; x++) {
      grey.col(x).setTo(new Scalar(x));
    }
    return grey;
  }

  @ParameterizedTest
  @MethodSource("greyFiles")
  void greyStaysGrey(Encoded file) throws RejectedException {
    byte[] expected = new byte[32 * 256 * 3];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) (i / 3 % 256);
    }
    RgbImage image = decoder.decode(file.bytes()).image();
    assertThat(TestPictures.difference(image, new RgbImage(256, 32, expected)))
        .isLessThanOrEqualTo(file.limit());
  }

  @Test
  void sixteenBitColourIsScaled() throws RejectedException {
    OpenCv.load();
    Mat deep = new Mat(32, 32, CvType.CV_16UC3, new Scalar(257 * 10, 257 * 20, 257 * 30));
    deep.row(0).setTo(new Scalar(65535, 65535, 65535));
    RgbImage image = decoder.decode(TestPictures.openCvEncoded(deep, ".png")).image();
    assertThat(pixel(image, 5, 0)).containsExactly(255, 255, 255);
    assertThat(pixel(image, 5, 9)).containsExactly(30, 20, 10);
  }

  @Test
  void blackAndWhite() throws RejectedException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_BINARY);
    Graphics2D canvas = image.createGraphics();
    canvas.fillRect(20, 0, 20, 30);
    canvas.dispose();
    Mat bits = new Mat(30, 40, CvType.CV_8U, new Scalar(0));
    bits.colRange(20, 40).setTo(new Scalar(255));
    for (byte[] encoded :
        new byte[][] {
          java(image, "png"), java(image, "tiff"), TestPictures.openCvEncoded(bits, ".pbm")
        }) {
      RgbImage decoded = decoder.decode(encoded).image();
      assertThat(pixel(decoded, 19, 5)).containsExactly(0, 0, 0);
      assertThat(pixel(decoded, 20, 5)).containsExactly(255, 255, 255);
    }
  }

  /** Left half opaque, right half of alpha 51, a fifth. */
  private static Stream<Encoded> alphaFiles() {
    OpenCv.load();
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_ARGB);
    Mat deep = new Mat(30, 40, CvType.CV_16UC4);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 40; x++) {
        int alpha = x < 20 ? 255 : 51;
        image.setRGB(x, y, alpha << 24 | 0x643264);
        deep.put(y, x, 100 * 257, 50 * 257, 100 * 257, alpha * 257);
      }
    }
    Mat flat = new Mat();
    deep.convertTo(flat, CvType.CV_8U, 1.0 / 257);
    return Stream.of(
        new Encoded("PNG", java(image, "png"), 0),
        new Encoded("TIFF", java(image, "tiff"), 0),
        new Encoded("16-bit PNG", TestPictures.openCvEncoded(deep, ".png"), 0),
        new Encoded(
            "WebP",
            TestPictures.openCvEncoded(flat, ".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 101),
            0));
  }

  @ParameterizedTest
  @MethodSource("alphaFiles")
  void transparencyIsLaidOverWhite(Encoded file) throws RejectedException {
    RgbImage image = decoder.decode(file.bytes()).image();
    assertThat(pixel(image, 10, 10)).containsExactly(100, 50, 100);
    // 0.2 * 100 + 0.8 * 255 and 0.2 * 50 + 0.8 * 255
    assertThat(pixel(image, 30, 10)).containsExactly(224, 214, 224);
  }

  @Test
  void greyWithAlphaAndTransparentPalette() throws RejectedException {
    byte[] greyAlpha = new byte[30 * 81];
    byte[] palette = new byte[30 * 41];
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 40; x++) {
        greyAlpha[y * 81 + 1 + 2 * x] = 100;
        greyAlpha[y * 81 + 2 + 2 * x] = (byte) (x < 20 ? 255 : 51);
        palette[y * 41 + 1 + x] = (byte) (x < 20 ? 0 : 1);
      }
    }
    byte[] colours = TestPictures.pngChunk("PLTE", new byte[] {100, 100, 100, 100, 100, 100});
    byte[] alphas = TestPictures.pngChunk("tRNS", new byte[] {(byte) 255, 51});
    for (byte[] encoded :
        new byte[][] {
          TestPictures.png(40, 30, 8, 4, greyAlpha),
          TestPictures.png(40, 30, 8, 3, palette, colours, alphas)
        }) {
      RgbImage image = decoder.decode(encoded).image();
      assertThat(pixel(image, 10, 10)).containsExactly(100, 100, 100);
      assertThat(pixel(image, 30, 10)).containsExactly(224, 224, 224);
    }
  }

  @Test
  void unusedFourthByteOfBmpIsNotTransparency() throws RejectedException {
    OpenCv.load();
    Mat bgrx = new Mat(30, 40, CvType.CV_8UC4, new Scalar(100, 50, 100, 0));
    bgrx.row(0).setTo(new Scalar(0, 0, 0, 0));
    RgbImage image = decoder.decode(TestPictures.openCvEncoded(bgrx, ".bmp")).image();
    assertThat(pixel(image, 10, 10)).containsExactly(100, 50, 100);
  }

  private static Stream<Oriented> orientedFiles() {
    byte[] jpeg = openCv(".jpg", Imgcodecs.IMWRITE_JPEG_QUALITY, 98);
    byte[] webp = openCv(".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 101);
    byte[] tiff = java("tiff");
    return IntStream.rangeClosed(0, 9)
        .boxed()
        .flatMap(
            orientation -> {
              byte[] big = TestPictures.exif(orientation, ByteOrder.BIG_ENDIAN);
              byte[] little = TestPictures.exif(orientation, ByteOrder.LITTLE_ENDIAN);
              return Stream.of(
                  new Oriented("JPEG", orientation, TestPictures.withExif(jpeg, big)),
                  new Oriented("JPEG, II", orientation, TestPictures.withExif(jpeg, little)),
                  new Oriented("PNG", orientation, pngWithExif(big)),
                  new Oriented(
                      "WebP", orientation, TestPictures.webpWithExif(webp, 96, 64, little)),
                  new Oriented("TIFF", orientation, tiffWithEntry(tiff, 0x0112, orientation)));
            });
  }

  private record Oriented(String format, int orientation, byte[] bytes) {
    @Override
    public String toString() {
      return format + " " + orientation;
    }
  }

  private static byte[] pngWithExif(byte[] exif) {
    RgbImage image = TestPictures.rgb(PICTURE);
    int rowBytes = 3 * image.width();
    byte[] rows = new byte[image.height() * (1 + rowBytes)];
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(image.rgb(), y * rowBytes, rows, y * (1 + rowBytes) + 1, rowBytes);
    }
    return TestPictures.png(96, 64, 8, 2, rows, TestPictures.pngChunk("eXIf", exif));
  }

  /** Changes an entry of the first directory. */
  private static byte[] tiffWithEntry(byte[] tiff, int tag, int value) {
    byte[] copy = tiff.clone();
    ByteBuffer file = ByteBuffer.wrap(copy);
    file.order(copy[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = file.getInt(4);
    int entries = Short.toUnsignedInt(file.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (file.getShort(entry) == tag) {
        file.putShort(entry + 8, (short) value);
        return copy;
      }
    }
    throw new IllegalArgumentException("the writer left no entry of tag " + tag + " to change");
  }

  @ParameterizedTest
  @MethodSource("orientedFiles")
  void exifOrientationIsApplied(Oriented file) throws RejectedException {
    DecodedImage decoded = decoder.decode(file.bytes());
    RgbImage expected = upright(TestPictures.rgb(PICTURE), file.orientation());
    assertThat(decoded.width()).isEqualTo(expected.width());
    assertThat(decoded.height()).isEqualTo(expected.height());
    assertThat(TestPictures.difference(decoded.image(), expected)).isLessThan(3);
  }

  /** By the definition in EXIF 2.32: where the stored first row and first column belong. */
  private static RgbImage upright(RgbImage stored, int orientation) {
    boolean sideways = orientation >= 5 && orientation <= 8;
    int width = sideways ? stored.height() : stored.width();
    int height = sideways ? stored.width() : stored.height();
    byte[] rgb = new byte[stored.rgb().length];
    for (int row = 0; row < stored.height(); row++) {
      for (int column = 0; column < stored.width(); column++) {
        int right = stored.width() - 1 - column;
        int bottom = stored.height() - 1 - row;
        int[] xy =
            switch (orientation) {
              case 2 -> new int[] {right, row};
              case 3 -> new int[] {right, bottom};
              case 4 -> new int[] {column, bottom};
              case 5 -> new int[] {row, column};
              case 6 -> new int[] {bottom, column};
              case 7 -> new int[] {bottom, right};
              case 8 -> new int[] {row, right};
              default -> new int[] {column, row};
            };
        System.arraycopy(
            stored.rgb(), 3 * (row * stored.width() + column), rgb, 3 * (xy[1] * width + xy[0]), 3);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** As Adobe writes them: inverted. */
  @Test
  void cmykAndYcckOfAdobe() throws RejectedException, IOException {
    // Ink (0, 200, 200, 20) below, half as much above.
    byte[] cmyk = withAdobeMarker(fourBands(new int[] {255, 155, 155, 245}, 255, 55, 55, 235), 0);
    byte[] ycck = withAdobeMarker(fourBands(new int[] {70, 145, 78, 245}, 140, 162, 28, 235), 2);
    for (byte[] encoded : new byte[][] {cmyk, ycck}) {
      int[] red = pixel(decoder.decode(encoded).image(), 20, 40);
      assertThat(red[0]).isGreaterThan(180);
      assertThat(red[1]).isLessThan(110);
      assertThat(red[2]).isLessThan(110);
    }
  }

  /** A JPEG of 48 x 48 pixels, its upper 16 rows different. */
  private static byte[] fourBands(int[] upper, int... lower) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 48, 48, 4, null);
    for (int y = 0; y < 48; y++) {
      for (int x = 0; x < 48; x++) {
        raster.setPixel(x, y, y < 16 ? upper : lower);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static byte[] withAdobeMarker(byte[] jpeg, int transform) {
    return ByteBuffer.allocate(jpeg.length + 16)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffee)
        .putShort((short) 14)
        .put("Adobe".getBytes(StandardCharsets.US_ASCII))
        .put(new byte[] {0, 100, 0, 0, 0, 0, (byte) transform})
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".tiff"})
  void largePicturesComeReducedInEveryFormatAlike(String extension) throws RejectedException {
    BufferedImage large = TestPictures.gradient(4101, 1501);
    DecodedImage decoded = decoder.decode(TestPictures.openCvEncoded(large, extension));
    assertThat(decoded.width()).isEqualTo(4101);
    assertThat(decoded.height()).isEqualTo(1501);
    RgbImage quarter = decoded.image();
    assertThat(quarter.width()).isEqualTo(1026);
    assertThat(quarter.height()).isEqualTo(376);
    assertThat(TestPictures.difference(quarter, TestPictures.rgb(TestPictures.gradient(1026, 376))))
        .isLessThan(3);
  }

  @Test
  void firstFrameOfAnAnimation() throws IOException, RejectedException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      writer.writeToSequence(new IIOImage(indexed(), null, null), null);
      BufferedImage other = new BufferedImage(96, 64, BufferedImage.TYPE_BYTE_INDEXED);
      writer.writeToSequence(new IIOImage(other, null, null), null);
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    RgbImage first = decoder.decode(out.toByteArray()).image();
    assertThat(first).isEqualTo(TestPictures.rgb(indexed()));
  }

  @Test
  void animatedWebp() throws RejectedException {
    byte[] simple = openCv(".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 101);
    RgbImage image = decoder.decode(TestPictures.animatedWebp(simple, 96, 64)).image();
    assertThat(image).isEqualTo(TestPictures.rgb(PICTURE));
  }

  @Test
  void headerOfAHugePictureIsEnoughToRefuseIt() {
    byte[] bomb = TestPictures.png(30_000, 30_000, 8, 2, new byte[100_000]);
    RejectedException e = rejection(bomb);
    assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(e)
        .hasMessageContaining("30000 x 30000")
        .hasMessageContaining("900000000")
        .hasMessageContaining("100000000");
  }

  /** SamplesPerPixel of 65,535 would ask for 400 MB. */
  @Test
  void samplesBeyondColourAndAlphaAreLimited() {
    byte[] tiff = tiffWithEntry(java("tiff"), 0x0115, 0xffff);
    assertThat(rejection(tiff).code()).isEqualTo(ErrorCode.UNREADABLE_IMAGE);
  }

  @Test
  void limitsAreApplied() {
    byte[] png = java("png");
    RejectedException e = rejection(new ImageDecoder(new ImageLimits(100, 1 << 20, 16)), png);
    assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(e).hasMessageContaining(png.length + " bytes").hasMessageContaining("100");

    e = rejection(new ImageDecoder(new ImageLimits(1 << 20, 1 << 20, 65)), png);
    assertThat(e.code()).isEqualTo(ErrorCode.TOO_SIMPLE);
    assertThat(e).hasMessageContaining("96 x 64").hasMessageContaining("65");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "tiff", "bmp"})
  void aPictureOfOneColourIsTooSimple(String format) {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D canvas = image.createGraphics();
    canvas.setColor(new Color(120, 90, 30));
    canvas.fillRect(0, 0, 64, 64);
    canvas.dispose();
    assertThat(rejection(java(image, format)).code()).isEqualTo(ErrorCode.TOO_SIMPLE);
  }

  @Test
  void whatIsNoPictureIsNamed() {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("", "empty value");
    expected.put("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG");
    expected.put("<!DOCTYPE html><html></html>", "HTML");
    expected.put("%PDF-1.7", "PDF");
    expected.put("\0\0\0\u0018ftypheic\0\0\0\0", "heic");
    expected.put("https://example.org/a.jpg", "text, not a picture: begins with \"https://example");
    expected.put("\u0001\u0002\u00ff", "begins with 01 02 ff");
    expected.forEach(
        (content, message) -> {
          RejectedException e = rejection(content.getBytes(StandardCharsets.ISO_8859_1));
          assertThat(e.code()).isEqualTo(ErrorCode.UNREADABLE_IMAGE);
          assertThat(e).hasMessageContaining(message);
        });
  }

  @Test
  void aJpegWithThousandsOfScansIsRefused() {
    byte[] jpeg = java("jpg");
    int scan =
        IntStream.range(0, jpeg.length).filter(i -> isScan(jpeg, i)).findFirst().orElseThrow();
    ByteBuffer bomb = ByteBuffer.allocate(jpeg.length + 14 * 5000).put(jpeg, 0, scan);
    for (int i = 0; i < 5000; i++) {
      bomb.put(jpeg, scan, 14);
    }
    bomb.put(jpeg, scan, jpeg.length - scan);
    assertThat(rejection(bomb.array())).hasMessageContaining("scans");
  }

  private static boolean isScan(byte[] jpeg, int at) {
    return jpeg[at] == (byte) 0xff && jpeg[at + 1] == (byte) 0xda;
  }

  @ParameterizedTest
  @MethodSource("colourFiles")
  void cutOffFilesAreRefused(Encoded file) {
    for (int percent = 0; percent <= 95; percent += 5) {
      byte[] part = Arrays.copyOf(file.bytes(), file.bytes().length * percent / 100);
      assertThat(rejection(part).code()).as("%d %%", percent).isEqualTo(ErrorCode.UNREADABLE_IMAGE);
    }
  }

  @ParameterizedTest
  @MethodSource("colourFiles")
  void flippedBitsDecodeOrAreRefused(Encoded file) {
    Random random = new Random(42);
    int decoded = 0;
    for (int i = 0; i < 200; i++) {
      byte[] damaged = file.bytes().clone();
      for (int flip = 0; flip < 3; flip++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      // Headers are short, yet that is where damage matters most.
      damaged[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
      try {
        decoder.decode(damaged);
        decoded++;
      } catch (RejectedException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    System.out.printf("%s: %d of 200 damaged files decode%n", file, decoded);
  }

  @Test
  void oneDecoderServesManyThreads() throws Exception {
    byte[] jpeg = openCv(".jpg");
    byte[] gif = java("gif");
    RgbImage expectedJpeg = decoder.decode(jpeg).image();
    RgbImage expectedGif = decoder.decode(gif).image();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      var results =
          threads.invokeAll(
              IntStream.range(0, 200)
                  .<Callable<RgbImage>>mapToObj(
                      i -> () -> decoder.decode(i % 2 == 0 ? jpeg : gif).image())
                  .toList());
      for (int i = 0; i < results.size(); i++) {
        Future<RgbImage> result = results.get(i);
        assertThat(result.get()).isEqualTo(i % 2 == 0 ? expectedJpeg : expectedGif);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private RejectedException rejection(byte[] encoded) {
    return rejection(decoder, encoded);
  }

  private static RejectedException rejection(ImageDecoder decoder, byte[] encoded) {
    RejectedException e =
        catchThrowableOfType(RejectedException.class, () -> decoder.decode(encoded));
    assertThat(e).as("rejection").isNotNull();
    return e;
  }

  private static int[] pixel(RgbImage image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    return new int[] {
      image.rgb()[at] & 0xff, image.rgb()[at + 1] & 0xff, image.rgb()[at + 2] & 0xff
    };
  }
}
