package io.fairway.payments;

import io.fairway.payments.order.OrderLine;
import io.fairway.payments.order.PaymentOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Settles a file of orders: the front door of payments.
///
/// A run first drives on what earlier runs left unfinished, whatever file it came from. Then it
/// takes the lines of its own file, batch after batch: each of steps 1 to 4 in the file's order,
/// one batch at a time, while earlier batches wait for chain and bank. Refunds open their claims in
/// their place and are paid back after the payments, from all proceeds that have come in; what is
/// withheld for them beyond that is released at the end.
public final class SettleRun {
  private final Engines engines;
  private final Terms terms;
  private final Database database;
  private final CrashPoint.Probe probe;

  private SettleRun(Engines engines, Terms terms, CrashPoint.Probe probe) {
    this.engines = engines;
    this.terms = terms;
    this.probe = probe;
    this.database = Database.open(engines.database());
  }

  /// Prepares runs, and brings the record to its newest version.
  public static SettleRun open(Engines engines, Terms terms) {
    return open(engines, terms, CrashPoint.Probe.NONE);
  }

  static SettleRun open(Engines engines, Terms terms, CrashPoint.Probe probe) {
    return new SettleRun(engines, terms, probe);
  }

  /// Settles the lines. Every wait in it is bounded by [RunLimits]; what is not answered in time is
  /// pending, and a later run goes on with it.
  ///
  /// @throws IllegalStateException when another run works on the same record, or an engine fails;
  ///   the same lines again then go on where it ended
  public RunResult settle(Iterator<OrderLine> lines, Progress progress) {
    try (RunLock _ = RunLock.take(database);
        Lanes lanes = new Lanes(terms.limits().batchesInFlightMax())) {
      return new Run(lanes, progress).settle(lines);
    }
  }

  /// One run.
  private final class Run {
    private final Tally tally = new Tally();
    private final Poster poster = new Poster(engines.ledger());
    private final LineBook book = new LineBook(tally);
    private final Lanes lanes;
    private final Progress progress;
    private final Journey journey;
    private final PayoutDesk desk;
    private final AtomicLong drivenOn = new AtomicLong();

    Run(Lanes lanes, Progress progress) {
      this.lanes = lanes;
      this.progress = progress;
      Workshop workshop =
          new Workshop(
              engines,
              terms,
              database,
              poster,
              new AccountBook(database, engines.ledger()),
              tally,
              probe);
      this.desk = new PayoutDesk(workshop);
      this.journey = new Journey(workshop, desk, book::conflict);
    }

    RunResult settle(Iterator<OrderLine> lines) {
      long begin = System.nanoTime();
      var _ = desk.reopenCorrected();
      driveOn(false);
      take(lines, stillOpen());
      driveOn(true);
      release();
      List<Receipt> receipts = new Receipts(database).of(book.lines());
      return new RunResult(
          receipts,
          tally.counts(),
          poster.moved(),
          drivenOn.get(),
          Duration.ofNanos(System.nanoTime() - begin),
          tally.steps());
    }

    /// Walks unfinished orders on: windows under way whole, then the others in their order.
    private void driveOn(boolean refunds) {
      Set<Long> inWindows = new HashSet<>();
      for (List<Long> window : database.ask(WindowRecords::underWay)) {
        List<Entry> members = numbered(window);
        if (members.getFirst().order().refund() == refunds) {
          inWindows.addAll(window);
          resume(members);
        }
      }
      eachOpen(
          refunds,
          page -> resume(numbered(page.stream().filter(seq -> !inWindows.contains(seq)).toList())));
      lanes.drain();
    }

    private void resume(List<Entry> entries) {
      drivenOn.addAndGet(entries.size());
      start(entries.stream().map(Entry::order).toList(), List.of());
    }

    /// The payments that are still open, by digest: what was driven on in vain is not tried again
    /// in the same run.
    private Map<String, Entry> stillOpen() {
      Map<String, Entry> open = new HashMap<>();
      eachOpen(false, page -> numbered(page).forEach(entry -> open.put(entry.digest(), entry)));
      return open;
    }

    private void take(Iterator<OrderLine> lines, Map<String, Entry> stillOpen) {
      List<PaymentOrder> payments = new ArrayList<>();
      List<PaymentOrder> refunds = new ArrayList<>();
      while (lines.hasNext()) {
        PaymentOrder order = book.read(lines.next());
        Entry open = order == null ? null : stillOpen.get(order.digest());
        if (open != null) {
          Outcome outcome = open.outcome();
          tally.order(open, outcome == null ? Outcome.PENDING : outcome);
        } else if (order != null) {
          (order.refund() ? refunds : payments).add(order);
        }
        if (payments.size() + refunds.size() == terms.limits().batchOrdersMax()) {
          start(List.copyOf(payments), List.copyOf(refunds));
          payments.clear();
          refunds.clear();
        }
      }
      start(payments, refunds);
      lanes.drain();
    }

    /// Lets a batch walk beside the others, steps 1 to 4 in its turn. A place is taken first, so
    /// that no order is accepted that nobody has time for.
    private void start(List<PaymentOrder> orders, List<PaymentOrder> claims) {
      if (orders.isEmpty() && claims.isEmpty()) {
        return;
      }
      lanes.enter();
      lanes.go(lane -> {
        journey.walk(lane, orders, claims);
        progress.update(book.read(), tally.counts());
      });
    }

    /// Walks orders that were opened again.
    private void release() {
      List<PaymentOrder> orders = desk.reopenReleased().stream().map(Entry::order).toList();
      int size = terms.limits().batchOrdersMax();
      for (int from = 0; from < orders.size(); from += size) {
        start(orders.subList(from, Math.min(orders.size(), from + size)), List.of());
      }
      lanes.drain();
      progress.update(book.read(), tally.counts());
    }

    private void eachOpen(boolean refunds, Consumer<List<Long>> page) {
      long after = 0;
      while (true) {
        long from = after;
        List<Long> open =
            database.ask(connection ->
                OrderRecords.open(connection, refunds, from, terms.limits().batchOrdersMax()));
        if (open.isEmpty()) {
          return;
        }
        after = open.getLast();
        page.accept(open);
      }
    }

    private List<Entry> numbered(List<Long> seqs) {
      return database.ask(connection -> OrderRecords.numbered(connection, seqs));
    }
  }
}
