package io.morelli.explain;

import io.morelli.features.Match;
import io.morelli.image.BicubicResizer;
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
 * orange ones have a match that disagrees with the homography; the green ones agree and are joined.
 * The blue outline is that of the compared part of the query, the yellow one that of the answer.
 */
public final class MatchPicture {

  /** The long side for which the lengths below are meant, pixels. */
  private static final double REFERENCE = 1600;

  private static final double MARGIN = 28;
  private static final double GAP = 36;
  private static final double TITLE_HEIGHT = 62;
  private static final double LINE_HEIGHT = 27;
  private static final double DOT = 3;
  private static final double OUTLINE = 4.5;

  /** Of height and width, unless the text is wider than the pictures. */
  private static final double TALLEST = 0.6;

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 22);
  private static final Font CAPTION = new Font(Font.SANS_SERIF, Font.PLAIN, 18);

  private static final Map<RenderingHints.Key, Object> HINTS =
      Map.of(
          RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON,
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON,
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);

  private static final Color GROUND = new Color(0x18_18_18);
  private static final Color CANVAS = new Color(0x28_28_28);
  private static final Color INK = new Color(0xec_e7_dd);
  private static final Color SOFT = new Color(0xa8_a0_92);
  private static final Color QUERY_OUTLINE = new Color(0x00_c2_ff);
  private static final Color ANSWER_OUTLINE = new Color(0xff_d8_4d);
  private static final Color SHADOW = new Color(0, 0, 0, 150);
  private static final Color KEY_POINT = new Color(255, 255, 255, 110);
  private static final Color INCONSISTENT = new Color(0xff_8c_1a);
  private static final Color CONSISTENT = new Color(0x4c_f0_7a);

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
  private final String title;
  private final List<String> caption;

  /** Pixels for a length of 1 at the reference size. */
  private final double unit;

  private final int longSide;
  private final int margin;
  private final Rectangle2D query;
  private final Rectangle2D answer;

  private MatchPicture(
      Comparison comparison,
      Backdrop left,
      Backdrop right,
      int longSide,
      String title,
      List<String> caption) {
    this.comparison = comparison;
    this.title = title;
    this.caption = caption;
    this.longSide = longSide;
    // Text and margins shrink less than the whole, so that a small drawing can be read, too.
    this.unit = Math.sqrt(longSide / REFERENCE);
    this.margin = (int) (unit * MARGIN);
    int gap = (int) (unit * GAP);
    int top = (int) (unit * TITLE_HEIGHT);
    double widest = (longSide - 2 * margin - gap) / (widthInBox(left) + widthInBox(right));
    double tallest = TALLEST * longSide - top - captionHeight() - margin;
    double box = Math.max(1, Math.min(widest, tallest));
    Rectangle2D leftSize = fitted(left, box);
    Rectangle2D rightSize = fitted(right, box);
    double height = Math.max(leftSize.getHeight(), rightSize.getHeight());
    this.query = moved(leftSize, margin, top + (height - leftSize.getHeight()) / 2);
    this.answer =
        moved(rightSize, query.getMaxX() + gap, top + (height - rightSize.getHeight()) / 2);
  }

  /**
   * @param query what the query looks like
   * @param answer what the answer looks like
   * @param longSide of the drawing, at most, pixels; about 400 or more to be readable
   * @param title above the pictures
   * @param caption lines below them
   */
  public static BufferedImage draw(
      Comparison comparison,
      Backdrop query,
      Backdrop answer,
      int longSide,
      String title,
      List<String> caption) {
    return new MatchPicture(comparison, query, answer, longSide, title, caption)
        .draw(query, answer);
  }

  /** Width of a picture that just fits into a box of side 1. */
  private static double widthInBox(Backdrop picture) {
    return Math.min(1, (double) picture.width() / picture.height());
  }

  private static Rectangle2D fitted(Backdrop picture, double box) {
    double scale = box / Math.max(picture.width(), picture.height());
    return new Rectangle2D.Double(
        0,
        0,
        Math.max(1, Math.floor(scale * picture.width())),
        Math.max(1, Math.floor(scale * picture.height())));
  }

  private static Rectangle2D moved(Rectangle2D size, double x, double y) {
    return new Rectangle2D.Double(x, Math.floor(y), size.getWidth(), size.getHeight());
  }

  private int captionHeight() {
    return (int) (unit * LINE_HEIGHT) * caption.size();
  }

  private BufferedImage draw(Backdrop left, Backdrop right) {
    int bottom = (int) Math.max(query.getMaxY(), answer.getMaxY());
    int pictures = (int) answer.getMaxX() - margin;
    int wide = Math.max(pictures, Math.min(longSide - 2 * margin, widestLine()));
    BufferedImage image =
        new BufferedImage(
            wide + 2 * margin, bottom + captionHeight() + margin, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    HINTS.forEach(graphics::setRenderingHint);
    graphics.setColor(GROUND);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    text(graphics, bottom, wide);
    graphics.translate((wide - pictures) / 2, 0);
    backdrop(graphics, left, query);
    backdrop(graphics, right, answer);
    keyPoints(graphics);
    outlines(graphics);
    consistentMatches(graphics);
    graphics.dispose();
    return image;
  }

  private int widestLine() {
    Font font = scaled(CAPTION);
    return caption.stream().mapToInt(line -> (int) Math.ceil(width(font, line))).max().orElse(0);
  }

  private Font scaled(Font font) {
    return font.deriveFont((float) unit * font.getSize2D());
  }

  private static double width(Font font, String line) {
    return font.getStringBounds(line, new FontRenderContext(null, true, true)).getWidth();
  }

  private void text(Graphics2D graphics, int bottom, int wide) {
    graphics.setColor(INK);
    line(graphics, scaled(TITLE), title, unit * (TITLE_HEIGHT - 24), wide);
    for (int i = 0; i < caption.size(); i++) {
      double baseline = bottom + (int) (unit * LINE_HEIGHT) * (i + 1) + unit * 5;
      line(graphics, scaled(CAPTION), caption.get(i), baseline, wide);
      graphics.setColor(SOFT);
    }
  }

  /** A line that would be too long is set in a smaller type. */
  private void line(Graphics2D graphics, Font font, String line, double baseline, int wide) {
    float shrink = (float) Math.min(1, wide / width(font, line));
    graphics.setFont(font.deriveFont(shrink * font.getSize2D()));
    graphics.drawString(line, margin, (float) baseline);
  }

  private static void backdrop(Graphics2D graphics, Backdrop picture, Rectangle2D place) {
    graphics.setColor(CANVAS);
    graphics.fill(place);
    picture
        .pixels()
        .map(it -> BicubicResizer.resize(it, (int) place.getWidth(), (int) place.getHeight()))
        .ifPresent(
            it ->
                graphics.drawImage(
                    it.toBufferedImage(), (int) place.getX(), (int) place.getY(), null));
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

  private void rings(
      Graphics2D graphics, int count, Set<Integer> matched, IntFunction<Point2D> place) {
    graphics.setStroke(stroke(1));
    for (int i = 0; i < count; i++) {
      graphics.setColor(matched.contains(i) ? INCONSISTENT : KEY_POINT);
      graphics.draw(circle(place.apply(i), unit * (DOT - 0.5)));
    }
  }

  private void outlines(Graphics2D graphics) {
    List<Point2D> part =
        CORNERS.stream().map(at -> comparison.part().inPicture(at.getX(), at.getY())).toList();
    outline(graphics, query, part, QUERY_OUTLINE);
    comparison.partInAnswer().ifPresent(it -> outline(graphics, answer, it, QUERY_OUTLINE));
    comparison.answerInQuery().ifPresent(it -> outline(graphics, query, it, ANSWER_OUTLINE));
  }

  private void outline(
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
    graphics.setStroke(stroke(OUTLINE + 3));
    graphics.draw(path);
    graphics.setColor(colour);
    graphics.setStroke(stroke(OUTLINE));
    graphics.draw(path);
    graphics.setClip(clip);
  }

  private void consistentMatches(Graphics2D graphics) {
    List<Match> matches = comparison.explanation().consistent();
    int alpha = STRONGEST;
    if (matches.size() > FEW_LINES) {
      alpha = Math.max(FAINTEST, STRONGEST * FEW_LINES / matches.size());
    }
    graphics.setStroke(stroke(1.2));
    graphics.setColor(
        new Color(CONSISTENT.getRed(), CONSISTENT.getGreen(), CONSISTENT.getBlue(), alpha));
    for (Match match : matches) {
      graphics.draw(new Line2D.Double(inQuery(match.query()), inAnswer(match.candidate())));
    }
    for (Match match : matches) {
      for (Point2D point : List.of(inQuery(match.query()), inAnswer(match.candidate()))) {
        graphics.setColor(SHADOW);
        graphics.fill(circle(point, unit * (DOT + 1)));
        graphics.setColor(CONSISTENT);
        graphics.fill(circle(point, unit * DOT));
      }
    }
  }

  private BasicStroke stroke(double width) {
    return new BasicStroke((float) (unit * width));
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
