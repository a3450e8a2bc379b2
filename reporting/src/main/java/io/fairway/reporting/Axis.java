package io.fairway.reporting;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// The horizontal axis of a chart of times: where a time stands, from 0 to 1, and which times are
/// marked. Linear, or logarithmic where a few long times would press all others into one bar.
///
/// @param lowMillis at the left end
/// @param highMillis at the right end
/// @param bins how many bars share the axis
record Axis(boolean logarithmic, double lowMillis, double highMillis, int bins) {
  private static final int BINS_MAX = 40;
  private static final int TICKS_MAX = 8;
  private static final int LOG_BINS = 36;

  /// Beyond this ratio of the longest time to the median the axis is logarithmic.
  private static final int SPREAD_MAX = 25;

  /// An axis on which all these times have a place.
  ///
  /// @param all at least one time
  static Axis over(Distribution... all) {
    long max = 1;
    long median = Long.MAX_VALUE;
    long min = Long.MAX_VALUE;
    for (Distribution times : all) {
      if (!times.isEmpty()) {
        max = Math.max(max, times.millis()[times.count() - 1]);
        min = Math.min(min, Math.max(times.millis()[0], 1));
        median = Math.min(median, Math.max(times.millis()[times.count() / 2], 1));
      }
    }
    if (max / SPREAD_MAX > median) {
      return new Axis(true, Math.min((double) min, max / 10.0), max * 1.02, LOG_BINS);
    }
    double width = niceStep((double) max / BINS_MAX);
    int bins = (int) (max / width) + 1;
    return new Axis(false, 0, bins * width, bins);
  }

  /// A linear axis from zero.
  static Axis linear(double highMillis) {
    return new Axis(false, 0, Math.max(highMillis, 1), BINS_MAX);
  }

  /// Where a time stands, 0 at the left end and 1 at the right.
  double place(double millis) {
    double within = Math.clamp(millis, lowMillis, highMillis);
    return logarithmic
        ? (Math.log(within) - Math.log(lowMillis)) / (Math.log(highMillis) - Math.log(lowMillis))
        : (within - lowMillis) / (highMillis - lowMillis);
  }

  /// The bar that a time belongs to.
  int bin(long millis) {
    return (int) Math.min((long) (place((double) millis) * bins), bins - 1L);
  }

  /// Round times to mark, in milliseconds.
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      for (double decade = 1; decade <= highMillis; decade *= 10) {
        for (int step : new int[] {1, 2, 5}) {
          if (decade * step >= lowMillis && decade * step <= highMillis) {
            ticks.add(decade * step);
          }
        }
      }
      return ticks;
    }
    double step = niceStep(highMillis / TICKS_MAX);
    for (int i = 0; i * step <= highMillis * 1.0001; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /// A time as an axis names it, such as `0.5 s`.
  static String label(double millis) {
    BigDecimal seconds = BigDecimal.valueOf(Math.round(millis)).movePointLeft(3);
    return seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString() + " s";
  }

  /// The smallest of 1, 2 and 5 times a power of ten that is not below.
  static double niceStep(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(atLeast, 1e-9))));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= atLeast * 0.999999) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
