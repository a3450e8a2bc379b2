package io.fairway.app;

import io.fairway.payments.Outcome;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// How far a run is, on standard error. On a terminal one line is redrawn; elsewhere (a log, a
/// pipe) a plain line appears every few seconds. Safe for many threads.
final class ProgressBar implements AutoCloseable {
  /// Set by the launcher to the number of columns when standard error is a terminal.
  static final String COLUMNS_PROPERTY = "fairway.columns";

  private static final int BAR_CELLS = 24;
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration PLAIN = Duration.ofSeconds(3);
  private static final String BACK_AND_CLEAR = "\r\u001b[2K";

  private final PrintWriter err;
  private final long total;
  private final int columns;
  private final long startNanos;
  private final long everyNanos;
  private long shownNanos;
  private boolean drawn;

  /// @param columns of the terminal, 0 when it is none
  /// @param total lines that will have an outcome
  ProgressBar(PrintWriter err, int columns, long total) {
    this.err = err;
    this.columns = columns;
    this.total = total;
    this.everyNanos = (columns > 0 ? REDRAW : PLAIN).toNanos();
    this.startNanos = System.nanoTime();
    this.shownNanos = startNanos;
  }

  /// Shows the newest counts, unless others were shown a moment ago.
  synchronized void update(Map<Outcome, Long> counts) {
    long now = System.nanoTime();
    if (now - shownNanos < everyNanos) {
      return;
    }
    shownNanos = now;
    String line = line(counts, Duration.ofNanos(now - startNanos));
    if (columns > 0) {
      err.print(BACK_AND_CLEAR + line.substring(0, Math.min(line.length(), columns - 1)));
      drawn = true;
    } else {
      err.println(line);
    }
    err.flush();
  }

  /// `[####....] 1,204/2,025 59% 402/s settled 1,100 held 104`
  String line(Map<Outcome, Long> counts, Duration elapsed) {
    long done = counts.values().stream().mapToLong(Long::longValue).sum();
    int filled = total == 0 ? BAR_CELLS : (int) Math.min(BAR_CELLS, done * BAR_CELLS / total);
    long percent = total == 0 ? 100 : done * 100 / total;
    long rate = done * 1000 / Math.max(1, elapsed.toMillis());
    StringBuilder line = new StringBuilder();
    line.append('[').append("#".repeat(filled)).append(".".repeat(BAR_CELLS - filled)).append(']');
    line.append(String.format(Locale.ROOT, " %,d/%,d %d%%  %,d/s ", done, total, percent, rate));
    for (Outcome outcome : Outcome.values()) {
      long count = counts.getOrDefault(outcome, 0L);
      if (count > 0) {
        line.append(
            String.format(Locale.ROOT, " %s %,d", outcome.name().toLowerCase(Locale.ROOT), count));
      }
    }
    return line.toString();
  }

  /// Takes the redrawn line away; the summary says the same better.
  @Override
  public synchronized void close() {
    if (drawn) {
      err.print(BACK_AND_CLEAR);
      err.flush();
    }
  }
}
