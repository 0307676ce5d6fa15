package io.morelli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.morelli.features.Match;
import io.morelli.features.OrbSettings;
import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.testing.SharedData;
import io.morelli.testing.TestPictures;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final BufferedImage PICTURE = TestPictures.collage(1);
  private static final RgbImage ANSWER = TestPictures.rgb(PICTURE);
  private static final double PIXELS = 0.015;

  /** The picture, mirrored, in the lower right quarter of a larger one. */
  private static RgbImage mirroredInACorner() {
    BufferedImage canvas = new BufferedImage(960, 720, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    graphics.drawImage(TestPictures.mirrored(PICTURE), 480, 360, null);
    graphics.dispose();
    return TestPictures.rgb(canvas);
  }

  @Test
  void findsPointsOfAMirroredPartInTheWholeQuery() {
    Comparison comparison =
        Comparison.of(
            mirroredInACorner(), new QueryPart(new Region(0.5, 0.5, 0.5, 0.5), true), ANSWER);
    List<Match> consistent = comparison.explanation().consistent();
    assertThat(consistent).hasSizeGreaterThan(100);
    for (Match match : consistent) {
      var inQuery = comparison.inQuery(match.query());
      var inAnswer = comparison.inAnswer(match.candidate());
      assertThat(inQuery.getX()).isCloseTo(1 - inAnswer.getX() / 2, within(PIXELS));
      assertThat(inQuery.getY()).isCloseTo(0.5 + inAnswer.getY() / 2, within(PIXELS));
    }
    // The upper left corner of the part shows the upper right one of the answer.
    assertCorners(comparison.partInAnswer(), 1, 0, 0, 0, 0, 1, 1, 1);
    assertCorners(comparison.answerInQuery(), 1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1);
  }

  @Test
  void findsTheOutlineOfADetail() {
    RgbImage detail = ANSWER.crop(new Region(0.25, 0.25, 0.5, 0.5));
    Comparison comparison = Comparison.of(detail, QueryPart.WHOLE, ANSWER);
    assertCorners(comparison.partInAnswer(), 0.25, 0.25, 0.75, 0.25, 0.75, 0.75, 0.25, 0.75);
    assertCorners(comparison.answerInQuery(), -0.5, -0.5, 1.5, -0.5, 1.5, 1.5, -0.5, 1.5);
  }

  /** At the size and with the key points of the first pass, no pair of this one agrees. */
  @Test
  void findsATightCropThatOnlyACloserLookFinds() throws Exception {
    Path file = SharedData.require("data/art/pa-fyodor-vasilyev-landscape-crimea-1873.jpg");
    RgbImage painting =
        new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(file)).image();
    RgbImage crop = painting.crop(new Region(0.25, 0.25, 0.5, 0.5));
    Comparison comparison = Comparison.of(crop, QueryPart.WHOLE, painting);
    assertThat(comparison.explanation().consistent()).hasSizeGreaterThan(20);
    assertThat(comparison.answerPoints().count()).isEqualTo(OrbSettings.DEFAULT.indexedKeyPoints());
    assertCorners(comparison.partInAnswer(), 0.25, 0.25, 0.75, 0.25, 0.75, 0.75, 0.25, 0.75);
    assertCorners(comparison.answerInQuery(), -0.5, -0.5, 1.5, -0.5, 1.5, 1.5, -0.5, 1.5);
  }

  @Test
  void mapsNothingWithoutAHomography() {
    Comparison comparison =
        Comparison.of(TestPictures.rgb(TestPictures.collage(2)), QueryPart.WHOLE, ANSWER);
    assertThat(comparison.explanation().consistent()).isEmpty();
    assertThat(comparison.partInAnswer()).isEmpty();
    assertThat(comparison.answerInQuery()).isEmpty();
  }

  private static void assertCorners(Optional<List<Point2D>> corners, double... expected) {
    double[] found =
        corners.orElseThrow().stream()
            .flatMapToDouble(corner -> DoubleStream.of(corner.getX(), corner.getY()))
            .toArray();
    assertThat(found).containsExactly(expected, within(0.05));
  }
}
