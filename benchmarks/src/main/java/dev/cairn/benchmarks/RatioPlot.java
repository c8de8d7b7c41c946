package dev.cairn.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * The ratios of some figures as a picture: a bar from the low to the high end of each interval, a
 * dot at the ratio, a line where ours is as good as the peer, and a mark where the goal lies. The
 * axis is logarithmic, so that twice and half are equally far from the line.
 */
final class RatioPlot {

  private static final int ROW = 22;
  private static final int LABELS = 250;
  private static final int AXIS = 460;
  private static final int MARGIN = 30;

  /** The axis goes from one to the other; what lies beyond is drawn at its end. */
  private static final double LEAST = 0.25;

  private static final double MOST = 8;

  private static final List<Double> TICKS = List.of(0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

  private final StringBuilder svg = new StringBuilder();

  private RatioPlot() {}

  /**
   * {@return the picture, as SVG}
   *
   * @param title what stands above it
   * @param measurements those without a peer are left out
   */
  static String of(String title, List<Measurement> measurements) {
    List<Measurement> rows = measurements.stream().filter(m -> m.ratio().isPresent()).toList();
    RatioPlot plot = new RatioPlot();
    int height = 2 * MARGIN + ROW * (rows.size() + 1);
    plot.open(title, height);
    TICKS.forEach(tick -> plot.tick(tick, height));
    for (int i = 0; i < rows.size(); i++) {
      plot.row(rows.get(i), MARGIN + ROW * (i + 1));
    }
    return plot.svg.append("</svg>\n").toString();
  }

  private void open(String title, int height) {
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" \
        font-family="sans-serif" font-size="12">
        <title>%s</title>
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="%d" y="20" font-weight="bold">%s</text>
        """,
        LABELS + AXIS + 2 * MARGIN, height, escape(title), MARGIN, escape(title));
  }

  private void tick(double ratio, int height) {
    add(
        """
        <line x1="%1$.1f" y1="%2$d" x2="%1$.1f" y2="%3$d" stroke="%4$s"/>
        <text x="%1$.1f" y="%5$d" text-anchor="middle">%6$s</text>
        """,
        x(ratio),
        MARGIN,
        height - MARGIN,
        ratio == 1 ? "black" : "lightgray",
        height - MARGIN / 2,
        ratio < 1 ? Double.toString(ratio) : Integer.toString((int) ratio));
  }

  private void row(Measurement measured, int y) {
    Interval interval = measured.interval().orElseThrow();
    String colour = measured.misses() ? "firebrick" : "steelblue";
    add(
        """
        <text x="%d" y="%d" text-anchor="end">%s</text>
        <line x1="%.1f" y1="%5$d" x2="%6$.1f" y2="%5$d" stroke="%7$s" stroke-width="6" \
        stroke-opacity="0.4"/>
        <circle cx="%8$.1f" cy="%5$d" r="4" fill="%7$s"/>
        """,
        LABELS,
        y + 4,
        escape(measured.figure().name()),
        x(interval.low()),
        y,
        x(interval.high()),
        colour,
        x(measured.ratio().orElseThrow()));
    measured
        .figure()
        .goal()
        .leastRatio()
        .ifPresent(
            goal ->
                add(
                    """
                    <line x1="%1$.1f" y1="%2$d" x2="%1$.1f" y2="%3$d" stroke="darkorange" \
                    stroke-width="2"/>
                    """,
                    x(goal), y - ROW / 3, y + ROW / 3));
  }

  private static double x(double ratio) {
    double within = Math.max(LEAST, Math.min(MOST, ratio));
    return LABELS + MARGIN + AXIS * Math.log(within / LEAST) / Math.log(MOST / LEAST);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
