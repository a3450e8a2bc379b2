package io.fairway.reporting;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Drawings of the report: the shapes as SVG that stretches with the page, the words as HTML on top
/// of it, so that they keep their size on a narrow screen.
final class Chart {
  /// The drawing's own units: 1000 wide, 100 high.
  private static final double WIDTH = 1000;

  private static final double HEIGHT = 100;

  private Chart() {}

  /// A line of a cumulative chart.
  ///
  /// @param counts how many by the end of each of the equal parts of the axis
  record Line(String name, String style, List<Long> counts) {}

  /// Bars over an axis of times, with the median and the 99th percentile marked.
  static Html histogram(String name, String style, Distribution times, Axis axis) {
    long[] counts = new long[axis.bins()];
    long most = 1;
    for (long millis : times.millis()) {
      most = Math.max(most, ++counts[axis.bin(millis)]);
    }
    double width = WIDTH / axis.bins();
    StringBuilder bars = new StringBuilder();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        double height = Math.max(HEIGHT * (double) counts[i] / most, 0.8);
        bars.append(rect(i * width + width * 0.06, HEIGHT - height, width * 0.88, height));
      }
    }
    return Html.of(
        """
        <figure class="plot {}">
        <figcaption><b>{}</b> <span>{} orders · p50 {} · p99 {} · longest {}</span></figcaption>
        <div class="canvas"><svg viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="{}">{}{}{}</svg>{}{}</div>
        </figure>
        """,
        style,
        name,
        Figures.count(times.count()),
        Figures.seconds(times.percentile(50)),
        Figures.seconds(times.percentile(99)),
        Figures.seconds(times.max()),
        name + ": how many orders took how long",
        new Html("<g class=\"bars\">" + bars + "</g>"),
        mark(axis, times, 50),
        mark(axis, times, 99),
        flag(axis, times, 50),
        flag(axis, times, 99));
  }

  /// The axis under one or more charts.
  static Html axis(Axis axis) {
    List<Html> ticks = new ArrayList<>();
    for (double tick : axis.ticks()) {
      ticks.add(
          Html.of(
              "<span style=\"left:{}%\">{}</span>",
              number(100 * axis.place(tick)), Axis.label(tick)));
    }
    return Html.of("<div class=\"axis\" aria-hidden=\"true\">{}</div>\n", Html.join(ticks));
  }

  /// Counts that only grow, over the time of the run.
  static Html cumulative(String label, List<Line> lines, long most) {
    List<Html> shapes = new ArrayList<>();
    List<Html> keys = new ArrayList<>();
    for (Line line : lines) {
      shapes.add(
          Html.of(
              "<path class=\"line {}\" d=\"{}\" vector-effect=\"non-scaling-stroke\"/>",
              line.style(),
              path(line.counts(), Math.max(most, 1))));
      keys.add(Html.of("<span class=\"key {}\">{}</span>", line.style(), line.name()));
    }
    return Html.of(
        """
        <figure class="plot tall">
        <figcaption>{}</figcaption>
        <div class="canvas"><span class="ymax">{}</span><svg viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg></div>
        </figure>
        """,
        Html.join(keys),
        Figures.count(most) + " orders",
        label,
        Html.join(shapes));
  }

  /// One horizontal bar of coloured parts, each a percentage of the full width.
  static Html stack(List<Part> parts) {
    List<Html> shapes = new ArrayList<>();
    for (Part part : parts) {
      if (part.percent() > 0) {
        shapes.add(
            Html.of(
                "<i class=\"{}\" style=\"width:{}%\" title=\"{}\"></i>",
                part.style(), number(part.percent()), part.title()));
      }
    }
    return Html.of("<div class=\"stack\">{}</div>", Html.join(shapes));
  }

  /// One part of a stacked bar.
  ///
  /// @param percent of the full width of the bar
  record Part(String style, double percent, String title) {}

  private static Html mark(Axis axis, Distribution times, int percent) {
    var time = times.percentile(percent);
    if (time == null) {
      return Html.NOTHING;
    }
    String x = number(WIDTH * axis.place((double) time.toMillis()));
    return Html.of(
        "<line class=\"mark p{}\" x1=\"{}\" x2=\"{}\" y1=\"0\" y2=\"100\""
            + " vector-effect=\"non-scaling-stroke\"/>",
        percent,
        x,
        x);
  }

  private static Html flag(Axis axis, Distribution times, int percent) {
    var time = times.percentile(percent);
    return time == null
        ? Html.NOTHING
        : Html.of(
            "<span class=\"flag\" style=\"left:{}%\" aria-hidden=\"true\">p{}</span>",
            number(100 * axis.place((double) time.toMillis())), percent);
  }

  private static String path(List<Long> counts, long most) {
    StringBuilder path = new StringBuilder("M0 100");
    for (int i = 0; i < counts.size(); i++) {
      path.append('L')
          .append(number(WIDTH * (i + 1) / counts.size()))
          .append(' ')
          .append(number(HEIGHT - HEIGHT * (double) counts.get(i) / most));
    }
    return path.toString();
  }

  private static String rect(double x, double y, double width, double height) {
    return "<rect x=\""
        + number(x)
        + "\" y=\""
        + number(y)
        + "\" width=\""
        + number(width)
        + "\" height=\""
        + number(height)
        + "\"/>";
  }

  /// A coordinate, to a hundredth.
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }
}
