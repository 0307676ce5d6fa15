package io.morelli.experiment;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots, as SVG. */
public final class Charts {

  private static final int WIDTH = 700;
  private static final int HEIGHT = 360;
  private static final Color RIGHT = new Color(0x2e7d4f);
  private static final Color WRONG = new Color(0xc0392b);
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private Charts() {}

  /**
   * Shares of right and of wrong candidates by bin, on a logarithmic axis, because the few pairs
   * where both overlap are those that matter.
   */
  static byte[] histogram(
      String title, String quantity, Histogram.Bins right, Histogram.Bins wrong) {
    XYChart chart = xyChart(title, quantity, "% of the candidates");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    addHistogram(chart, "the picture asked for", right, RIGHT);
    addHistogram(chart, "another picture", wrong, WRONG);
    return svg(chart);
  }

  private static void addHistogram(XYChart chart, String name, Histogram.Bins bins, Color color) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < bins.counts().length; i++) {
      // A logarithm has no place for an empty bin.
      if (bins.counts()[i] > 0) {
        x.add(bins.low() + (i + 0.5) * bins.width());
        y.add(100.0 * bins.counts()[i] / bins.total());
      }
    }
    if (!x.isEmpty()) {
      style(chart.addSeries("%s (%,d)".formatted(name, bins.total()), x, y), color)
          .setMarker(SeriesMarkers.CIRCLE);
    }
  }

  /** Recall and precision by group, percent. */
  static byte[] bars(Map<String, Figures> groups) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(2 * WIDTH)
            .height(HEIGHT + 140)
            .title("Recall and precision")
            .yAxisTitle("%")
            .build();
    style(chart.getStyler());
    chart.getStyler().setXAxisLabelRotation(60);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setAvailableSpaceFill(0.7);
    List<String> names = new ArrayList<>(groups.keySet());
    List<Double> recall = groups.values().stream().map(f -> 100 * f.recall()).toList();
    List<Double> precision = groups.values().stream().map(f -> 100 * f.precision()).toList();
    double lowest =
        Math.min(
            recall.stream().mapToDouble(Double::doubleValue).min().orElse(0),
            precision.stream().mapToDouble(Double::doubleValue).min().orElse(0));
    // Differences lie in the last percent, if anywhere.
    chart.getStyler().setYAxisMin(Math.max(0, Math.floor(lowest) - 1));
    chart.getStyler().setYAxisMax(100.0);
    chart.addSeries("recall", names, recall).setFillColor(RIGHT);
    chart.addSeries("precision", names, precision).setFillColor(new Color(0x8fb7d9));
    return svg(chart);
  }

  /** Precision over recall, percent. */
  static byte[] tradeOff(List<ThresholdFitter.TradeOff> curve) {
    XYChart chart = xyChart("What more recall would cost", "recall, %", "precision, %");
    chart.getStyler().setLegendVisible(false);
    style(
            chart.addSeries(
                "fit",
                curve.stream().map(point -> 100 * point.recall()).toList(),
                curve.stream().map(point -> 100 * point.precision()).toList()),
            RIGHT)
        .setMarker(SeriesMarkers.CIRCLE);
    return svg(chart);
  }

  /**
   * One line for each name.
   *
   * @param x shared by all lines
   * @param lines as long as {@code x}; a value that is not a number leaves a gap
   */
  public static byte[] lines(
      String title, String xTitle, String yTitle, List<Double> x, Map<String, List<Double>> lines) {
    XYChart chart = xyChart(title, xTitle, yTitle);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setYAxisMin(0.0);
    lines.forEach((name, y) -> chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE));
    return svg(chart);
  }

  private static XYChart xyChart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    chart.getStyler().setMarkerSize(4);
    return chart;
  }

  private static XYSeries style(XYSeries series, Color color) {
    series.setLineColor(color);
    series.setMarkerColor(color);
    series.setLineStyle(new BasicStroke(1.5f));
    return series;
  }

  private static void style(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartTitleFont(FONT.deriveFont(Font.BOLD, 14));
    styler.setLegendFont(FONT);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setAxisTitleFont(FONT);
    styler.setAxisTickLabelsFont(FONT.deriveFont(11f));
  }

  private static byte[] svg(Chart<?, ?> chart) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException("a chart in memory cannot be encoded", e);
    }
    return out.toByteArray();
  }
}
