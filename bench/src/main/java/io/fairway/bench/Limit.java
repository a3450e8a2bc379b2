package io.fairway.bench;

import io.fairway.app.Effort;
import io.fairway.app.WarmHouse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// What kept a run from being faster, judged by where processor time went.
///
/// Processors limit when hardly any of their time was left over; it matters then whether this run
/// or something else on the machine had it. Otherwise the run waited: for a block, for the bank's
/// delay, for a disk, or for a step that batches take one after the other.
final class Limit {
  /// From this share of their time on, processors count as the limit.
  private static final int BUSY_PERCENT_MIN = 80;

  private static final int HUNDRED = 100;
  private static final int SECONDS_DECIMALS = 3;

  private final WarmHouse.Settled run;
  private final Effort effort;
  private final int orders;

  Limit(WarmHouse.Settled run, int orders) {
    this.run = run;
    this.effort = run.effort();
    this.orders = orders;
  }

  /// In one sentence.
  String words() {
    long own = percent(effort.own());
    long elsewhere = percent(effort.elsewhere());
    if (own >= BUSY_PERCENT_MIN) {
      return "%s processors, %d %% of whose time this run took: %s most of it"
          .formatted(effort.processors(), own, largest(spenders()));
    }
    if (own + elsewhere >= BUSY_PERCENT_MIN) {
      return "other work on this machine, which took %d %% of %s processors; this run had %d %%, %s most of it"
          .formatted(elsewhere, effort.processors(), own, largest(spenders()));
    }
    return "waits: %s processors were idle for %d %% of the time; batches spent most in step %s"
        .formatted(effort.processors(), HUNDRED - own - elsewhere, largest(run.steps()));
  }

  /// Processor seconds for 1,000 orders, by who spent them.
  SequencedMap<String, BigDecimal> secondsPerThousand() {
    SequencedMap<String, BigDecimal> seconds = new TreeMap<>();
    spenders().forEach((name, spent) -> seconds.put(name, perThousand(spent)));
    return seconds;
  }

  /// Orders a second at which this run's own work would fill all processors.
  BigDecimal ceiling() {
    return BigDecimal.valueOf(orders)
        .multiply(BigDecimal.valueOf(effort.processors()))
        .divide(seconds(effort.own()), 0, RoundingMode.HALF_EVEN);
  }

  /// A few lines for a screen.
  String text() {
    StringBuilder text = new StringBuilder("processor seconds for 1,000 orders\n");
    secondsPerThousand()
        .forEach((name, spent) ->
            text.append(String.format(Locale.ROOT, "  %-10s %9s s%n", name, spent)));
    return text.append(
            "  at most %,d orders/s if they had %s processors to themselves\n"
                .formatted(ceiling().longValueExact(), effort.processors()))
        .append("limited by ")
        .append(words())
        .toString();
  }

  private SequencedMap<String, Duration> spenders() {
    return new TreeMap<>(
        Map.of("jvm", effort.jvm(), "postgres", effort.postgres(), "chain", effort.chain()));
  }

  private static String largest(Map<String, Duration> spent) {
    return spent.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("nothing");
  }

  private long percent(Duration part) {
    return part.multipliedBy(HUNDRED).dividedBy(effort.capacity());
  }

  private BigDecimal perThousand(Duration spent) {
    return seconds(spent)
        .movePointRight(SECONDS_DECIMALS)
        .divide(BigDecimal.valueOf(orders), SECONDS_DECIMALS, RoundingMode.HALF_EVEN);
  }

  private static BigDecimal seconds(Duration spent) {
    return BigDecimal.valueOf(Math.max(1, spent.toMillis()), SECONDS_DECIMALS);
  }
}
