package io.fairway.payments;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.LongAdder;

/// What a run has done so far: outcomes of the lines of its file, and where its time went. Safe for
/// many threads.
final class Tally {
  private final Map<String, Optional<Outcome>> orders = new HashMap<>();
  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
  private final Map<Step, LongAdder> nanos = new EnumMap<>(Step.class);

  Tally() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, 0L);
    }
    for (Step step : Step.values()) {
      nanos.put(step, new LongAdder());
    }
  }

  /// A line that is no order of its own.
  synchronized void line(Outcome outcome) {
    counts.merge(outcome, 1L, Long::sum);
  }

  /// An order of the file: from now on its outcome counts.
  synchronized void expect(String orderId) {
    orders.put(orderId, Optional.empty());
  }

  /// Not an order of the file after all: its id belongs to another.
  synchronized void conflict(String orderId) {
    orders.remove(orderId);
    counts.merge(Outcome.MALFORMED, 1L, Long::sum);
  }

  /// What an order's outcome is so far; a later one replaces it. Orders of other files, which the
  /// run drives on too, do not count.
  synchronized void order(Entry entry, Outcome outcome) {
    Optional<Outcome> before = orders.get(entry.orderId());
    if (before != null) {
      orders.put(entry.orderId(), Optional.of(outcome));
      before.ifPresent(one -> counts.merge(one, -1L, Long::sum));
      counts.merge(outcome, 1L, Long::sum);
    }
  }

  void stopped(List<Stopped> stops) {
    stops.forEach(stop -> order(stop.entry(), stop.outcome()));
  }

  synchronized Map<Outcome, Long> counts() {
    return Collections.unmodifiableMap(new EnumMap<>(counts));
  }

  /// Something timed.
  interface Timed<T> {
    T run();
  }

  /// Runs a step and adds its time.
  <T> T time(Step step, Timed<T> work) {
    long begin = System.nanoTime();
    try {
      return work.run();
    } finally {
      Database.found(nanos, step).add(System.nanoTime() - begin);
    }
  }

  /// Time spent in each step, summed over batches that may have run at the same time.
  SequencedMap<String, Duration> steps() {
    SequencedMap<String, Duration> steps = new LinkedHashMap<>();
    nanos.forEach((step, sum) ->
        steps.put(step.name().toLowerCase(Locale.ROOT), Duration.ofNanos(sum.sum())));
    return steps;
  }
}
