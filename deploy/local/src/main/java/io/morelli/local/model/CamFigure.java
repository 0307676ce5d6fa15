package io.morelli.local.model;

import io.morelli.embedding.ActivationMaps;
import io.morelli.embedding.ActivationMaps.ClassMap;
import io.morelli.image.BicubicResizer;
import io.morelli.image.RgbImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws where a network looks: the picture, the weights of its positions in the pooling, and the
 * maps of classes, side by side.
 */
public final class CamFigure {

  /** Long side of a panel, pixels. */
  private static final int PANEL = 360;

  /** A narrower panel would leave no room for its caption. */
  private static final int NARROWEST = 220;

  private static final int MARGIN = 20;
  private static final int GAP = 14;
  private static final int CAPTION = 58;

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 17);
  private static final Font DETAIL = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
  private static final Color GROUND = new Color(0x18_18_18);
  private static final Color INK = new Color(0xec_e7_dd);
  private static final Color SOFT = new Color(0xa8_a0_92);

  private record Panel(BufferedImage image, String title, String detail) {}

  private CamFigure() {}

  /**
   * @param name of the picture, for its caption
   * @param maps of that picture
   */
  public static BufferedImage draw(RgbImage picture, String name, ActivationMaps maps) {
    BufferedImage small = fitted(picture);
    List<Panel> panels = new ArrayList<>();
    panels.add(
        new Panel(small, name, "%d × %d pixels".formatted(picture.width(), picture.height())));
    HeatMap weights = HeatMap.spread(maps.side(), maps.weights());
    panels.add(
        new Panel(
            weights.over(small),
            "weight in the vector",
            String.format(
                Locale.ROOT, "%.2f to %.2f, 1 on average", weights.low(), weights.high())));
    for (ClassMap map : maps.classes()) {
      panels.add(
          new Panel(
              HeatMap.fromZero(maps.side(), map.map()).over(small),
              map.name(),
              String.format(Locale.ROOT, "probability %.1f %%", 100 * map.probability())));
    }
    return sideBySide(panels);
  }

  private static BufferedImage fitted(RgbImage picture) {
    double scale = (double) PANEL / Math.max(picture.width(), picture.height());
    int width = (int) Math.max(1, Math.round(scale * picture.width()));
    int height = (int) Math.max(1, Math.round(scale * picture.height()));
    return BicubicResizer.resize(picture, width, height).toBufferedImage();
  }

  private static BufferedImage sideBySide(List<Panel> panels) {
    int width = Math.max(NARROWEST, panels.get(0).image().getWidth());
    int height = panels.get(0).image().getHeight();
    BufferedImage figure =
        new BufferedImage(
            2 * MARGIN + panels.size() * (width + GAP) - GAP,
            2 * MARGIN + height + CAPTION - GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = figure.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(GROUND);
    graphics.fillRect(0, 0, figure.getWidth(), figure.getHeight());
    int left = MARGIN;
    for (Panel panel : panels) {
      int indent = (width - panel.image().getWidth()) / 2;
      graphics.drawImage(panel.image(), left + indent, MARGIN, null);
      text(graphics, TITLE, INK, panel.title(), left, MARGIN + height + 24, width);
      text(graphics, DETAIL, SOFT, panel.detail(), left, MARGIN + height + 45, width);
      left += width + GAP;
    }
    graphics.dispose();
    return figure;
  }

  /** In the middle of the panel, cut off with an ellipsis where it is too long. */
  private static void text(
      Graphics2D graphics,
      Font font,
      Color colour,
      String text,
      int left,
      int baseline,
      int width) {
    FontMetrics metrics = graphics.getFontMetrics(font);
    String shown = text;
    for (int end = text.length() - 1; end > 0 && metrics.stringWidth(shown) > width; end--) {
      shown = text.substring(0, end) + "…";
    }
    graphics.setFont(font);
    graphics.setColor(colour);
    graphics.drawString(shown, left + (width - metrics.stringWidth(shown)) / 2, baseline);
  }
}
