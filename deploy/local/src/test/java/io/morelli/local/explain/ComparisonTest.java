package io.morelli.local.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.morelli.features.Match;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.testing.TestPictures;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
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
    assertCorners(comparison.partInAnswer(), 0, 0, 1, 0, 1, 1, 0, 1);
    assertCorners(comparison.answerInQuery(), 1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1);
  }

  @Test
  void findsTheOutlineOfADetail() {
    RgbImage detail = ANSWER.crop(new Region(0.25, 0.25, 0.5, 0.5));
    Comparison comparison = Comparison.of(detail, QueryPart.WHOLE, ANSWER);
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

  @Test
  void drawsLinesAndOutlinesOfAMatch() {
    RgbImage detail = ANSWER.crop(new Region(0.25, 0.25, 0.6, 0.6));
    BufferedImage match =
        MatchPicture.draw(
            Comparison.of(detail, QueryPart.WHOLE, ANSWER), "detail", List.of("caption"));
    // The left edge of the detail's outline, in the middle of the answer on the right.
    assertThat(match.getWidth()).isEqualTo(28 + 760 + 36 + 760 + 28);
    int middle = 62 + 570 / 2;
    assertThat(outlineAt(match, 28 + 760 + 36 + 190, middle)).isTrue();
    assertThat(outlineAt(match, 28 + 760 + 36 + 60, middle)).isFalse();

    BufferedImage none =
        MatchPicture.draw(
            Comparison.of(TestPictures.rgb(TestPictures.collage(2)), QueryPart.WHOLE, ANSWER),
            "another",
            List.of("caption"));
    assertThat(outlineAt(none, 28 + 760 + 36 + 190, middle)).isFalse();
  }

  @Test
  void makesRoomForLongLines() {
    RgbImage narrow = ANSWER.crop(new Region(0.4, 0, 0.1, 1));
    BufferedImage image =
        MatchPicture.draw(
            Comparison.of(narrow, QueryPart.WHOLE, narrow),
            "a very long name ".repeat(40),
            List.of("a long line of words ".repeat(5)));
    assertThat(image.getWidth()).isBetween(500, 1500);
  }

  /** Whether the outline's colour lies within a few pixels. */
  private static boolean outlineAt(BufferedImage image, int x, int y) {
    for (int dx = -12; dx <= 12; dx++) {
      if ((image.getRGB(x + dx, y) & 0xffffff) == 0x00c2ff) {
        return true;
      }
    }
    return false;
  }

  private static void assertCorners(Optional<List<Point2D>> corners, double... expected) {
    double[] found =
        corners.orElseThrow().stream()
            .flatMapToDouble(corner -> DoubleStream.of(corner.getX(), corner.getY()))
            .toArray();
    assertThat(found).containsExactly(expected, within(0.05));
  }
}
