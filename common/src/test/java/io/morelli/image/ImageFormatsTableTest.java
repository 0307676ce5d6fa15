package io.morelli.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.message.RejectedException;
import io.morelli.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of each file of a collection of real formats and mistakes. */
class ImageFormatsTableTest {

  // The sizes are those that file(1) reports, turned where EXIF says so. Several names lie about
  // the format: ukbench09380.png, .bmp and .svg are JPEG. small.jpg is blank.
  private static final String EXPECTED =
      """
      bridge-mods/aaa-orig.jpg                  1600 x 1004
      bridge-mods/blur-a-little.jpg             1600 x 1004
      bridge-mods/blur-a-lot.jpg                1600 x 1004
      bridge-mods/high-contrast.jpg             1600 x 1004
      bridge-mods/high-saturation.jpg           1600 x 1004
      bridge-mods/sharpen-a-little.jpg          1600 x 1004
      bridge-mods/sharpen-a-lot.jpg             1600 x 1004
      bridge-mods/shrink-a-little.jpg           1152 x 723
      bridge-mods/shrink-a-lot.jpg              160 x 100
      bridge-mods/square-128x128.jpg            128 x 128
      bridge-mods/square-256x256.jpg            256 x 256
      bridge-mods/square-512x512.jpg            512 x 512
      data/alpha_channel_image.png              640 x 480
      dih/bridge-1-original.jpg                 1600 x 1004
      dih/bridge-2-rotate-90.jpg                1004 x 1600
      dih/bridge-3-rotate-180.jpg               1600 x 1004
      dih/bridge-4-rotate-270.jpg               1004 x 1600
      dih/bridge-5-flipx.jpg                    1600 x 1004
      dih/bridge-6-flipy.jpg                    1600 x 1004
      dih/bridge-7-flip-plus-1.jpg              1004 x 1600
      dih/bridge-8-flip-minus-1.jpg             1004 x 1600
      formats_images/baboon.pgm                 512 x 512
      formats_images/copyleft.tiff              220 x 220
      formats_images/giphy.gif                  314 x 400
      formats_images/marbles.pbm                1152 x 813
      formats_images/ukbench09380.bmp           640 x 480
      formats_images/ukbench09380.jpeg          640 x 480
      formats_images/ukbench09380.png           640 x 480
      formats_images/ukbench09380.svg           640 x 480
      formats_images/ukbench09380.webp          640 x 480
      misc-images/small.jpg                     TOO_SIMPLE
      misc-images/wee.jpg                       34 x 42
      mixed_images/ukbench00120.jpg             640 x 480
      mixed_images/ukbench00120_hflip.jpg       640 x 480
      mixed_images/ukbench00120_resize.jpg      300 x 300
      mixed_images/ukbench00120_rotation.jpg    640 x 480
      mixed_images/ukbench09268.jpg             480 x 640
      mixed_images/ukbench09268_corrupt.jpg     UNREADABLE_IMAGE
      modes/1.png                               1600 x 1004
      modes/CMYK.jpg                            1600 x 1004
      modes/F.webp                              1600 x 1004
      modes/HSV.webp                            1600 x 1004
      modes/I.webp                              1600 x 1004
      modes/L.png                               1600 x 1004
      modes/LAB.webp                            1600 x 1004
      modes/P.png                               1600 x 1004
      modes/PA.webp                             1600 x 1004
      modes/RGB.jpg                             1600 x 1004
      modes/YCbCr.jpg                           1600 x 1004
      modes/original.jpg                        1600 x 1004
      """;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @Test
  void everyFileDecodesOrIsRefusedAsExpected() throws IOException {
    Path folder = SharedData.require("data/formats");
    Map<String, String> expected =
        EXPECTED
            .lines()
            .map(line -> line.split("\\s+", 2))
            .collect(Collectors.toMap(row -> row[0], row -> row[1]));
    Map<String, String> results = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        results.put(folder.relativize(file).toString(), result(Files.readAllBytes(file)));
      }
    }
    results.forEach((file, result) -> System.out.printf("%-41s %s%n", file, result));
    results.replaceAll((file, result) -> result.replaceFirst(": .*", ""));
    assertThat(results).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private String result(byte[] encoded) {
    try {
      DecodedImage decoded = decoder.decode(encoded);
      return "%d x %d".formatted(decoded.width(), decoded.height());
    } catch (RejectedException e) {
      return e.code() + ": " + e.getMessage();
    }
  }

  /** The limits allow for lossy encoding and, in palette and CMYK, for fewer or other colours. */
  @ParameterizedTest
  @CsvSource({
    "original.jpg, 0",
    "RGB.jpg, 3",
    "YCbCr.jpg, 3",
    "CMYK.jpg, 3",
    "HSV.webp, 4",
    "LAB.webp, 4",
    "P.png, 16",
    "PA.webp, 12"
  })
  void onePhotographLooksTheSameInAllColourModes(String file, double limit)
      throws IOException, RejectedException {
    Path folder = SharedData.require("data/formats/modes");
    RgbImage original = decoder.decode(Files.readAllBytes(folder.resolve("original.jpg"))).image();
    RgbImage image = decoder.decode(Files.readAllBytes(folder.resolve(file))).image();
    double difference = TestPictures.difference(original, image);
    System.out.printf("%s differs by %.2f of 255%n", file, difference);
    assertThat(difference).isLessThanOrEqualTo(limit);
  }
}
