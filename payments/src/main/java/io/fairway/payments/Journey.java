package io.fairway.payments;

import io.fairway.payments.Acceptance.Accepted;
import io.fairway.payments.Acceptance.Conflict;
import io.fairway.payments.Clearance.Cleared;
import io.fairway.payments.Lanes.Lane;
import io.fairway.payments.Payout.PaidOut;
import io.fairway.payments.Quotation.Priced;
import io.fairway.payments.Reservation.Reserved;
import io.fairway.payments.Settlement.Settled;
import io.fairway.payments.Tally.Timed;
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
  ///
  /// @param claims refunds among them: they open their claims once the payments are reserved, and
  ///   walk on when all payments are through
  void walk(Lane lane, List<PaymentOrder> orders, List<PaymentOrder> claims) {
    arrive(reserve(lane, orders, claims));
  }

  /// Steps 1 to 4, which wait for nobody outside. Batches take each of them one after the other, so
  /// that orders are held in the order in which they came.
  private List<Reserved> reserve(Lane lane, List<PaymentOrder> orders, List<PaymentOrder> claims) {
    List<Accepted> accepted = inTurn(lane, Step.ACCEPTED, () -> acceptance.accept(orders));
    List<Cleared> cleared = inTurn(lane, Step.CLEARED, () -> clearance.clear(accepted));
    List<Priced> priced = inTurn(lane, Step.PRICED, () -> quotation.price(cleared));
    return inTurn(
        lane,
        Step.RESERVED,
        () -> {
          List<Reserved> reserved = reservation.reserve(priced);
          var _ = acceptance.accept(claims);
          return reserved;
        });
  }

  /// Steps 5 to 7, in which a batch waits for the chain and the bank. Batches wait together.
  private void arrive(List<Reserved> reserved) {
    List<Settled> settled = tally.time(Step.SETTLED, () -> settlement.settle(reserved));
    List<PaidOut> paidOut = tally.time(Step.PAID_OUT, () -> payout.payOut(settled));
    var _ = tally.time(Step.REPORTED, () -> reporting.report(paidOut));
  }

  private <T> T inTurn(Lane lane, Step step, Timed<T> work) {
    return lane.inTurn(step, () -> tally.time(step, work));
  }
}
