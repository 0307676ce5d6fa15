package io.morelli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.testing.TestPictures;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MatchPictureTest {

  private static final RgbImage ANSWER = TestPictures.rgb(TestPictures.collage(1));
  private static final RgbImage DETAIL = ANSWER.crop(new Region(0.25, 0.25, 0.6, 0.6));
  private static final int OUTLINE = 0x00c2ff;
  private static final int AGREES = 0x4cf07a;

  /** Where the answer begins and how wide it is, in a drawing of 1600 pixels of 4 : 3 pictures. */
  private static final int LEFT = 28 + 754 + 36;

  private static final int WIDE = 754;
  private static final int MIDDLE = 62 + 565 / 2;

  @Test
  void drawsTheOutlineOfTheQueryInTheAnswer() {
    BufferedImage match = draw(DETAIL, Backdrop.of(ANSWER), 1600);
    assertThat(match.getWidth()).isEqualTo(LEFT + WIDE + 28);
    assertThat(shows(match, LEFT + WIDE / 4 - 12, MIDDLE, 24, 1, OUTLINE)).isTrue();
    assertThat(shows(match, LEFT + 60, MIDDLE, 24, 1, OUTLINE)).isFalse();

    RgbImage another = TestPictures.rgb(TestPictures.collage(2));
    BufferedImage none = draw(another, Backdrop.of(ANSWER), 1600);
    assertThat(shows(none, LEFT, 62, WIDE, 565, OUTLINE)).isFalse();
    assertThat(shows(none, LEFT, 62, WIDE, 565, AGREES)).isFalse();
  }

  @Test
  void withoutPixelsTheKeyPointsLieAtTheirPlaces() {
    BufferedImage match =
        draw(DETAIL, Backdrop.plain(10 * ANSWER.width(), 10 * ANSWER.height()), 1600);
    assertThat(match.getWidth()).isEqualTo(LEFT + WIDE + 28);
    assertThat(shows(match, LEFT + WIDE / 4 - 12, MIDDLE, 24, 1, OUTLINE)).isTrue();
    assertThat(shows(match, LEFT + WIDE / 4, 62 + 565 / 4, WIDE / 2, 565 / 2, AGREES)).isTrue();
    assertThat(shows(match, LEFT, 62, WIDE / 4 - 12, 565, AGREES)).isFalse();
  }

  @Test
  void isNeverLongerThanAsked() {
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      Region part =
          new Region(0, 0, 0.05 + 0.95 * random.nextDouble(), 0.05 + 0.95 * random.nextDouble());
      Backdrop plain = Backdrop.plain(1 + random.nextInt(5_000), 1 + random.nextInt(5_000));
      int longSide = 400 + random.nextInt(1_000);
      BufferedImage drawn = draw(ANSWER.crop(part), plain, longSide);
      assertThat(Math.max(drawn.getWidth(), drawn.getHeight()))
          .as("%s, %s, %d", part, plain, longSide)
          .isBetween(longSide / 3, longSide);
    }
  }

  private static BufferedImage draw(RgbImage query, Backdrop answer, int longSide) {
    return MatchPicture.draw(
        Comparison.of(query, QueryPart.WHOLE, ANSWER),
        Backdrop.of(query),
        answer,
        longSide,
        "a very long name ".repeat(40),
        List.of("a long line of words ".repeat(30), "caption"));
  }

  /** Whether a pixel of the rectangle has exactly this colour. */
  private static boolean shows(
      BufferedImage image, int left, int top, int width, int height, int colour) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        if ((image.getRGB(x, y) & 0xffffff) == colour) {
          return true;
        }
      }
    }
    return false;
  }
}
