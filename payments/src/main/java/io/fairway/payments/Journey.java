package io.fairway.payments;

import io.fairway.payments.Acceptance.Accepted;
import io.fairway.payments.Acceptance.Conflict;
import io.fairway.payments.Clearance.Cleared;
import io.fairway.payments.Payout.PaidOut;
import io.fairway.payments.Quotation.Priced;
import io.fairway.payments.Reservation.Reserved;
import io.fairway.payments.Settlement.Settled;
import io.fairway.payments.order.PaymentOrder;
import java.util.List;
import java.util.function.Consumer;

/// The journey of an order, and the place to start reading. Seven steps in one direction; each
/// hands the next one evidence that only it can make, so that skipping a step does not compile.
///
/// Every step takes a batch. An order that stops (held, refused, pending) leaves the batch with its
/// outcome recorded. Every step is idempotent against the record: what the record is past is not
/// done again, so walking the same order once more is also how a crash is recovered from.
///
/// Each step that acts writes its intent first (PostgreSQL), then moves the money (ledger, by ids
/// that the intent fixes), then records the outcome.
final class Journey {
  private final Acceptance acceptance;
  private final Clearance clearance;
  private final Quotation quotation;
  private final Reservation reservation;
  private final Settlement settlement;
  private final Payout payout;
  private final Reporting reporting;
  private final Tally tally;

  /// @param conflicts told of orders whose id the record knows with other content
  Journey(Workshop workshop, PayoutDesk desk, Consumer<Conflict> conflicts) {
    this.acceptance = new Acceptance(workshop, conflicts);
    this.clearance = new Clearance(workshop);
    this.quotation = new Quotation(workshop);
    this.reservation = new Reservation(workshop, quotation);
    this.settlement = new Settlement(workshop);
    this.payout = new Payout(workshop, desk);
    this.reporting = new Reporting(workshop);
    this.tally = workshop.tally();
  }

  /// Walks orders of distinct ids through all seven steps.
  void walk(List<PaymentOrder> orders) {
    arrive(reserve(orders));
  }

  /// Steps 1 to 4, which wait for nobody outside. Batches take them one after the other, so that
  /// orders are held in the order in which they came.
  List<Reserved> reserve(List<PaymentOrder> orders) {
    List<Accepted> accepted = accept(orders);
    List<Cleared> cleared = tally.time(Step.CLEARED, () -> clearance.clear(accepted));
    List<Priced> priced = tally.time(Step.PRICED, () -> quotation.price(cleared));
    return tally.time(Step.RESERVED, () -> reservation.reserve(priced));
  }

  /// Steps 5 to 7, in which a batch waits for the chain and the bank. Batches wait together.
  void arrive(List<Reserved> reserved) {
    List<Settled> settled = tally.time(Step.SETTLED, () -> settlement.settle(reserved));
    List<PaidOut> paidOut = tally.time(Step.PAID_OUT, () -> payout.payOut(settled));
    var _ = tally.time(Step.REPORTED, () -> reporting.report(paidOut));
  }

  /// Step 1 alone: refunds open their claims when they come in and walk on when the payments before
  /// them are through.
  List<Accepted> accept(List<PaymentOrder> orders) {
    return tally.time(Step.ACCEPTED, () -> acceptance.accept(orders));
  }
}
