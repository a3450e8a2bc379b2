package io.fairway.payments;

import io.fairway.payments.Acceptance.Conflict;
import io.fairway.payments.order.OrderLine;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.order.Reasons;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The lines of the run's file: which is an order of its own, and which is not.
final class LineBook {

  /// A line that was read.
  ///
  /// @param reason why it is no order of its own, null when it is one
  record Line(
      long number,
      @Nullable String orderId,
      @Nullable Outcome outcome,
      @Nullable String reason,
      @Nullable String detail) {}

  private record Seen(String digest, long line) {}

  private final Tally tally;
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Seen> seen = new HashMap<>();
  private final Map<String, Conflict> conflicts = new ConcurrentHashMap<>();

  LineBook(Tally tally) {
    this.tally = tally;
  }

  /// Takes a line, and answers its order when it is the first of that id.
  @Nullable PaymentOrder read(OrderLine line) {
    return switch (line) {
      case OrderLine.Valid(PaymentOrder order) -> read(order);
      case OrderLine.Malformed bad -> {
        stop(new Line(bad.line(), bad.orderId(), Outcome.MALFORMED, bad.reason(), bad.detail()));
        yield null;
      }
    };
  }

  private @Nullable PaymentOrder read(PaymentOrder order) {
    String id = order.orderId();
    Seen first = seen.putIfAbsent(id, new Seen(order.digest(), order.line()));
    if (first == null) {
      tally.expect(id);
      lines.add(new Line(order.line(), id, null, null, null));
      return order;
    }
    boolean same = first.digest().equals(order.digest());
    stop(
        same
            ? new Line(
                order.line(), id, Outcome.DUPLICATE, null, "the same order as line " + first.line())
            : new Line(
                order.line(),
                id,
                Outcome.MALFORMED,
                Reasons.ID_CONFLICT,
                "line %s has the same id with other content; expected the same"
                    .formatted(first.line())));
    return null;
  }

  private void stop(Line line) {
    lines.add(line);
    Outcome outcome = line.outcome();
    if (outcome != null) {
      tally.line(outcome);
    }
  }

  /// The record knows the id with other content.
  void conflict(Conflict conflict) {
    conflicts.put(conflict.order().orderId(), conflict);
    tally.conflict(conflict.order().orderId());
  }

  long read() {
    return lines.size();
  }

  /// All lines in the order of the file, with what was found of them since.
  List<Line> lines() {
    return lines.stream().map(this::settled).toList();
  }

  private Line settled(Line line) {
    Conflict conflict =
        line.outcome() == null && line.orderId() != null ? conflicts.get(line.orderId()) : null;
    return conflict == null
        ? line
        : new Line(
            line.number(), line.orderId(), Outcome.MALFORMED, conflict.reason(), conflict.detail());
  }
}
