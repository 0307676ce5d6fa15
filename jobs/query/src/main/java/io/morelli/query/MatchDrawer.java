package io.morelli.query;

import io.morelli.explain.Backdrop;
import io.morelli.explain.Comparison;
import io.morelli.explain.MatchCaption;
import io.morelli.explain.MatchPicture;
import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.message.RejectedException;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.MatchExplanation;
import io.morelli.message.SearchResponse.Omission;
import io.morelli.message.SearchResponse.Picture;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the first matches of an answer, as far as it has room. The index keeps no pixels, so that a
 * match shows as its key points on a plain canvas.
 */
final class MatchDrawer {

  /** So many matches are drawn. */
  static final int MAX_PICTURES = 5;

  /** Of a drawing, pixels. */
  static final int LONG_SIDE = 640;

  private static final Logger LOG = LoggerFactory.getLogger(MatchDrawer.class);

  /** Of a picture's JSON, without the base64 text. */
  private static final int FRAME_BYTES = 100;

  private final ImageDecoder decoder;

  MatchDrawer(ImageLimits limits) {
    this.decoder = new ImageDecoder(limits);
  }

  /**
   * @param matches as they will be answered, best first
   * @param explanations of the matches, without pictures
   * @param room bytes of JSON
   * @return the explanations, each with a picture or the reason why not
   */
  List<MatchExplanation> draw(
      DecidedQuery decided, List<Match> matches, List<MatchExplanation> explanations, int room)
      throws RejectedException {
    Backdrop query = query(decided.query());
    List<MatchExplanation> drawn = new ArrayList<>();
    int left = room;
    for (int i = 0; i < matches.size(); i++) {
      Contender contender = decided.matches().get(i).contender();
      MatchExplanation explanation = explanations.get(i);
      if (contender.evidence() == null) {
        drawn.add(explanation.withoutPicture(Omission.NOT_VERIFIED));
      } else if (i >= MAX_PICTURES) {
        drawn.add(explanation.withoutPicture(Omission.NOT_AMONG_FIRST));
      } else if (decided.query().request().isLate()) {
        drawn.add(explanation.withoutPicture(Omission.TIMEOUT));
      } else {
        MatchExplanation withPicture =
            draw(
                query,
                Explainer.comparison(decided.query(), contender),
                matches.get(i),
                explanation,
                left);
        left -= withPicture.picture() == null ? 0 : size(withPicture.picture());
        drawn.add(withPicture);
      }
    }
    return drawn;
  }

  private Backdrop query(Query query) throws RejectedException {
    byte[] encoded = query.request().encoded();
    return encoded == null
        ? Backdrop.plain(query.width(), query.height())
        : Backdrop.of(decoder.decode(encoded).image());
  }

  private static MatchExplanation draw(
      Backdrop query, Comparison comparison, Match match, MatchExplanation explanation, int room) {
    BufferedImage image;
    try {
      image =
          MatchPicture.draw(
              comparison,
              query,
              Backdrop.plain(match.width(), match.height()),
              LONG_SIDE,
              "query  →  " + match.id(),
              List.of(MatchCaption.decision(match), MatchCaption.figures(comparison)));
    } catch (RuntimeException | LinkageError | InternalError e) {
      // Java2D fails in each of these ways where no font or no font library is installed.
      LOG.warn("cannot draw the match {}", match.id(), e);
      return explanation.withoutPicture(Omission.CANNOT_DRAW);
    }
    Picture picture = new Picture(image.getWidth(), image.getHeight(), png(image));
    return size(picture) > room
        ? explanation.withoutPicture(Omission.ANSWER_TOO_LONG)
        : explanation.with(picture);
  }

  private static int size(Picture picture) {
    return FRAME_BYTES + (picture.png().length + 2) / 3 * 4;
  }

  private static byte[] png(BufferedImage image) {
    // Without the lowest bits of its colours, a painting takes half the bytes.
    BufferedImage coarse =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_USHORT_555_RGB);
    Graphics2D graphics = coarse.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(coarse, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
