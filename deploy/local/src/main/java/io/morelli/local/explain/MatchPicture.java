package io.morelli.local.explain;

import io.morelli.features.Match;
import io.morelli.image.RgbImage;
import io.morelli.local.demo.Pictures;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Draws a comparison: the query on the left, the answer on the right. Pale rings are key points,
 * orange ones have a match that disagrees with the homography; consistent matches are joined, in
 * the colour of their direction from the query's centre, so that a turn of the answer shows as a
 * turn of the colours. The blue outline is that of the compared part of the query, the yellow one
 * that of the answer.
 */
public final class MatchPicture {

  /** Largest width and height of a picture, pixels. */
  private static final int BOX = 760;

  private static final int MARGIN = 28;
  private static final int GAP = 36;
  private static final int TITLE_HEIGHT = 62;
  private static final int LINE_HEIGHT = 25;

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 22);
  private static final Font CAPTION = new Font(Font.SANS_SERIF, Font.PLAIN, 16);

  private static final Map<RenderingHints.Key, Object> HINTS =
      Map.of(
          RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON,
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON,
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE,
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);

  private static final Color GROUND = new Color(0x18_17_15);
  private static final Color INK = new Color(0xec_e7_dd);
  private static final Color SOFT = new Color(0xa8_a0_92);
  private static final Color QUERY_OUTLINE = new Color(0x00_c2_ff);
  private static final Color ANSWER_OUTLINE = new Color(0xff_d8_4d);
  private static final Color SHADOW = new Color(0, 0, 0, 150);
  private static final Color KEY_POINT = new Color(255, 255, 255, 110);
  private static final Color INCONSISTENT = new Color(0xff_8c_1a);

  private static final List<Point2D> CORNERS =
      List.of(
          new Point2D.Double(0, 0),
          new Point2D.Double(1, 0),
          new Point2D.Double(1, 1),
          new Point2D.Double(0, 1));

  /** So many lines are drawn in full strength; more are drawn fainter. */
  private static final int FEW_LINES = 30;

  private static final int FAINTEST = 40;
  private static final int STRONGEST = 190;

  private final Comparison comparison;
  private final Rectangle2D query;
  private final Rectangle2D answer;

  private MatchPicture(Comparison comparison) {
    this.comparison = comparison;
    double[] left = fitted(comparison.query());
    double[] right = fitted(comparison.answer());
    double height = Math.max(left[1], right[1]);
    this.query =
        new Rectangle2D.Double(MARGIN, TITLE_HEIGHT + (height - left[1]) / 2, left[0], left[1]);
    this.answer =
        new Rectangle2D.Double(
            MARGIN + left[0] + GAP, TITLE_HEIGHT + (height - right[1]) / 2, right[0], right[1]);
  }

  /**
   * @param title above the pictures
   * @param caption lines below them
   */
  public static BufferedImage draw(Comparison comparison, String title, List<String> caption) {
    return new MatchPicture(comparison).draw(title, caption);
  }

  private static double[] fitted(RgbImage picture) {
    double scale = (double) BOX / Math.max(picture.width(), picture.height());
    return new double[] {Math.round(scale * picture.width()), Math.round(scale * picture.height())};
  }

  private BufferedImage draw(String title, List<String> caption) {
    int bottom = (int) Math.ceil(Math.max(query.getMaxY(), answer.getMaxY()));
    int pictures = (int) Math.ceil(answer.getMaxX()) - MARGIN;
    int wide = Math.max(pictures, widest(caption));
    BufferedImage image =
        new BufferedImage(
            wide + 2 * MARGIN,
            bottom + LINE_HEIGHT * caption.size() + MARGIN,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    HINTS.forEach(graphics::setRenderingHint);
    graphics.setColor(GROUND);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    text(graphics, title, caption, bottom, wide);
    graphics.translate((wide - pictures) / 2, 0);
    picture(graphics, comparison.query(), query);
    picture(graphics, comparison.answer(), answer);
    keyPoints(graphics);
    outlines(graphics);
    consistentMatches(graphics);
    graphics.dispose();
    return image;
  }

  private static int widest(List<String> lines) {
    FontRenderContext context = new FontRenderContext(null, true, true);
    return lines.stream()
        .mapToInt(line -> (int) Math.ceil(CAPTION.getStringBounds(line, context).getWidth()))
        .max()
        .orElse(0);
  }

  private static void text(
      Graphics2D graphics, String title, List<String> caption, int bottom, int wide) {
    graphics.setFont(TITLE);
    float shrink = Math.min(1, (float) wide / graphics.getFontMetrics().stringWidth(title));
    graphics.setFont(TITLE.deriveFont(shrink * TITLE.getSize2D()));
    graphics.setColor(INK);
    graphics.drawString(title, MARGIN, TITLE_HEIGHT - 24);
    graphics.setFont(CAPTION);
    for (int i = 0; i < caption.size(); i++) {
      graphics.setColor(i == 0 ? INK : SOFT);
      graphics.drawString(caption.get(i), MARGIN, bottom + LINE_HEIGHT * (i + 1) + 5);
    }
  }

  private static void picture(Graphics2D graphics, RgbImage picture, Rectangle2D place) {
    graphics.drawImage(
        Pictures.fromRgb(picture),
        (int) place.getX(),
        (int) place.getY(),
        (int) place.getWidth(),
        (int) place.getHeight(),
        null);
  }

  private void keyPoints(Graphics2D graphics) {
    Set<Integer> matchedQuery = new HashSet<>();
    Set<Integer> matchedAnswer = new HashSet<>();
    for (Match match : comparison.explanation().matches()) {
      matchedQuery.add(match.query());
      matchedAnswer.add(match.candidate());
    }
    rings(graphics, comparison.queryPoints().count(), matchedQuery, this::inQuery);
    rings(graphics, comparison.answerPoints().count(), matchedAnswer, this::inAnswer);
  }

  private static void rings(
      Graphics2D graphics, int count, Set<Integer> matched, IntFunction<Point2D> place) {
    graphics.setStroke(new BasicStroke(1));
    for (int i = 0; i < count; i++) {
      graphics.setColor(matched.contains(i) ? INCONSISTENT : KEY_POINT);
      graphics.draw(circle(place.apply(i), 2.5));
    }
  }

  private void outlines(Graphics2D graphics) {
    List<Point2D> part =
        CORNERS.stream().map(at -> comparison.part().inPicture(at.getX(), at.getY())).toList();
    outline(graphics, query, part, QUERY_OUTLINE);
    comparison.partInAnswer().ifPresent(it -> outline(graphics, answer, it, QUERY_OUTLINE));
    comparison.answerInQuery().ifPresent(it -> outline(graphics, query, it, ANSWER_OUTLINE));
  }

  private static void outline(
      Graphics2D graphics, Rectangle2D picture, List<Point2D> corners, Color colour) {
    Path2D path = new Path2D.Double();
    for (Point2D corner : corners) {
      Point2D point = within(picture, corner);
      if (path.getCurrentPoint() == null) {
        path.moveTo(point.getX(), point.getY());
      } else {
        path.lineTo(point.getX(), point.getY());
      }
    }
    path.closePath();
    Shape clip = graphics.getClip();
    graphics.clip(picture);
    graphics.setColor(SHADOW);
    graphics.setStroke(new BasicStroke(7));
    graphics.draw(path);
    graphics.setColor(colour);
    graphics.setStroke(new BasicStroke(4));
    graphics.draw(path);
    graphics.setClip(clip);
  }

  private void consistentMatches(Graphics2D graphics) {
    List<Match> matches = comparison.explanation().consistent();
    int alpha = STRONGEST;
    if (matches.size() > FEW_LINES) {
      alpha = Math.max(FAINTEST, STRONGEST * FEW_LINES / matches.size());
    }
    graphics.setStroke(new BasicStroke(1.4f));
    for (Match match : matches) {
      Color colour = colour(match);
      graphics.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha));
      graphics.draw(new Line2D.Double(inQuery(match.query()), inAnswer(match.candidate())));
    }
    for (Match match : matches) {
      for (Point2D point : List.of(inQuery(match.query()), inAnswer(match.candidate()))) {
        graphics.setColor(SHADOW);
        graphics.fill(circle(point, 4.5));
        graphics.setColor(colour(match));
        graphics.fill(circle(point, 3.5));
      }
    }
  }

  private Color colour(Match match) {
    Point2D point = comparison.inQuery(match.query());
    double angle = Math.atan2(point.getY() - 0.5, point.getX() - 0.5);
    return Color.getHSBColor((float) (angle / (2 * Math.PI)), 0.75f, 1);
  }

  private Point2D inQuery(int keyPoint) {
    return within(query, comparison.inQuery(keyPoint));
  }

  private Point2D inAnswer(int keyPoint) {
    return within(answer, comparison.inAnswer(keyPoint));
  }

  private static Point2D within(Rectangle2D picture, Point2D fractions) {
    return new Point2D.Double(
        picture.getX() + fractions.getX() * picture.getWidth(),
        picture.getY() + fractions.getY() * picture.getHeight());
  }

  private static Shape circle(Point2D centre, double radius) {
    return new Ellipse2D.Double(
        centre.getX() - radius, centre.getY() - radius, 2 * radius, 2 * radius);
  }
}
