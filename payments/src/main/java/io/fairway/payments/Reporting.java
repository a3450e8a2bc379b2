package io.fairway.payments;

import io.fairway.payments.Payout.PaidOut;
import java.util.List;

/// Step 7: the order is at its end, and its record says so. What the record holds becomes its
/// receipt, see [Receipts].
final class Reporting {
  private final Workshop workshop;

  Reporting(Workshop workshop) {
    this.workshop = workshop;
  }

  /// Records the end of orders, and answers them.
  List<Entry> report(List<PaidOut> batch) {
    List<Entry> entries = batch.stream().map(PaidOut::entry).toList();
    entries.forEach(Entry::check);
    workshop.database().act(connection -> OrderRecords.finish(connection, entries, workshop.now()));
    workshop.passed(CrashPoint.REPORT_RECORDED);
    entries.forEach(entry ->
        workshop.tally().order(entry, entry.order().refund() ? Outcome.REFUNDED : Outcome.SETTLED));
    return entries;
  }
}
