package io.fairway.payments;

import io.fairway.money.Money;
import io.fairway.payments.RefundClaims.Claim;
import io.fairway.payments.RefundClaims.Original;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.order.Reasons;
import io.fairway.payments.pricing.PriceOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Step 1: an order is recorded once, whoever sends it how often, and its parties are known. An
/// accepted refund opens its claim on the seller at once.
final class Acceptance {

  /// Evidence that an order is in the record.
  sealed interface Accepted permits Evidence {
    Entry entry();
  }

  private record Evidence(Entry entry) implements Accepted {}

  /// An order whose id the record knows with other content.
  record Conflict(PaymentOrder order, String reason, String detail) {}

  private final Workshop workshop;
  private final Consumer<Conflict> conflicts;

  Acceptance(Workshop workshop, Consumer<Conflict> conflicts) {
    this.workshop = workshop;
    this.conflicts = conflicts;
  }

  /// Accepts orders of distinct ids. Those that are at their end already, or stop here, leave.
  List<Accepted> accept(List<PaymentOrder> orders) {
    List<Stopped> stops = new ArrayList<>();
    List<Entry> open = workshop.database().ask(connection -> record(connection, orders, stops));
    workshop.tally().stopped(stops);
    workshop.passed(CrashPoint.ACCEPTANCE_RECORDED);
    return open.stream().<Accepted>map(Evidence::new).toList();
  }

  private List<Entry> record(Connection connection, List<PaymentOrder> orders, List<Stopped> stops)
      throws SQLException {
    Instant now = workshop.now();
    Map<String, Entry> entries = new HashMap<>();
    OrderRecords.insert(connection, orders, workshop.terms().payOut(), now)
        .forEach(entry -> entries.put(entry.orderId(), entry));
    if (entries.size() < orders.size()) {
      entries.putAll(
          OrderRecords.find(
              connection,
              orders.stream()
                  .map(PaymentOrder::orderId)
                  .filter(id -> !entries.containsKey(id))
                  .toList()));
    }
    List<Entry> open =
        orders.stream()
            .filter(order -> same(order, entries))
            .map(order -> Database.found(entries, order.orderId()))
            .filter(this::isOpen)
            .toList();
    stops.addAll(check(connection, open, now));
    OrderRecords.stop(connection, stops);
    Set<Long> stopped = new HashSet<>();
    stops.forEach(stop -> stopped.add(stop.entry().seq()));
    return open.stream().filter(entry -> !stopped.contains(entry.seq())).toList();
  }

  private boolean same(PaymentOrder order, Map<String, Entry> entries) {
    Entry entry = Database.found(entries, order.orderId());
    if (entry.digest().equals(order.digest())) {
      return true;
    }
    conflicts.accept(
        new Conflict(
            order,
            Reasons.ID_CONFLICT,
            "order " + order.orderId() + " is recorded with other content; expected the same"));
    return false;
  }

  private boolean isOpen(Entry entry) {
    Outcome outcome = entry.outcome();
    if (!entry.open() && outcome != null) {
      workshop.tally().order(entry, outcome);
    }
    return entry.open();
  }

  /// Checks what is not past this step for good. An order that was accepted before and whose party
  /// this run's file does not know waits for a run that does.
  private List<Stopped> check(Connection connection, List<Entry> open, Instant now)
      throws SQLException {
    List<Stopped> stops = new ArrayList<>();
    List<Entry> refunds = new ArrayList<>();
    for (Entry entry : open) {
      Stopped stop = entry.isPast(Step.RESERVED) ? null : checkAlone(entry);
      if (stop != null) {
        stops.add(entry.fresh() ? stop : Stopped.waiting(entry, stop.reason(), stop.detail()));
      } else if (entry.order().refund() && entry.reached() == Step.ACCEPTED) {
        refunds.add(entry);
      }
    }
    if (!refunds.isEmpty()) {
      stops.addAll(checkRefunds(connection, refunds, now));
    }
    return stops;
  }

  private @Nullable Stopped checkAlone(Entry entry) {
    PaymentOrder order = entry.order();
    if (order.refund() && order.originalOrderId() == null) {
      return Stopped.held(
          entry, Reason.REFUND_WITHOUT_ORIGINAL, "the refund names no order that it refunds");
    }
    String buyer = order.buyerId();
    if (buyer == null || workshop.terms().parties().buyer(buyer).isEmpty()) {
      return Stopped.held(
          entry,
          Reason.BUYER_UNKNOWN,
          buyer == null ? "the order names no buyer" : "no party has the id " + buyer);
    }
    if (workshop.seller(entry).isEmpty()) {
      return Stopped.held(entry, Reason.SELLER_UNKNOWN, "no seller has the id " + order.sellerId());
    }
    return null;
  }

  private List<Stopped> checkRefunds(Connection connection, List<Entry> refunds, Instant now)
      throws SQLException {
    Map<String, Original> originals =
        RefundClaims.originals(
            connection, refunds.stream().map(Acceptance::originalId).distinct().toList());
    Set<Long> claimed = RefundClaims.claimed(connection, refunds);
    List<Stopped> stops = new ArrayList<>();
    List<Claim> claims = new ArrayList<>();
    for (Entry refund : refunds) {
      Original original = originals.get(originalId(refund));
      boolean again = claimed.contains(refund.seq());
      Stopped stop = again ? null : checkClaim(refund, original);
      if (stop != null || original == null) {
        stops.add(stop == null ? unknown(refund) : stop);
        continue;
      }
      if (!again) {
        originals.put(original.orderId(), original.claiming(refund.order().amount()));
        claims.add(new Claim(refund, original, estimate(refund, original, now)));
      }
      if (!original.settled()) {
        stops.add(unsettled(refund));
      }
    }
    RefundClaims.open(connection, claims);
    return stops;
  }

  private static @Nullable Stopped checkClaim(Entry refund, @Nullable Original original) {
    PaymentOrder order = refund.order();
    if (original == null
        || original.refund()
        || !original.sellerId().equals(order.sellerId())
        || !Objects.equals(original.buyerId(), order.buyerId())
        || !original.payOut().equals(refund.payOut())) {
      return unknown(refund);
    }
    if (!original.amountIn().asset().equals(order.amount().asset())) {
      return Stopped.held(
          refund,
          Reason.REFUND_EXCEEDS_ORIGINAL,
          "order %s was paid in %s; expected a refund in the same"
              .formatted(original.orderId(), original.amountIn().asset()));
    }
    if (original.claimedIn().plus(order.amount()).compareTo(original.amountIn()) > 0) {
      return Stopped.held(
          refund,
          Reason.REFUND_EXCEEDS_ORIGINAL,
          "%s of %s is refunded already; %s more exceed it"
              .formatted(original.claimedIn(), original.amountIn(), order.amount()));
    }
    return null;
  }

  /// The order may come in a later file, so the refund waits for it. Money goes back only to the
  /// buyer who paid: a refund to another name would be a payment to somebody nobody cleared for it.
  private static Stopped unknown(Entry refund) {
    return Stopped.waiting(
        refund,
        Reason.REFUND_ORIGINAL_UNKNOWN,
        "no order %s of buyer %s and seller %s, paid out in %s, is recorded"
            .formatted(
                originalId(refund),
                refund.order().buyerId(),
                refund.order().sellerId(),
                refund.payOut()));
  }

  private static Stopped unsettled(Entry refund) {
    return Stopped.waiting(
        refund,
        Reason.REFUND_ORIGINAL_UNSETTLED,
        "order " + originalId(refund) + " is not settled, so there is nothing to give back yet");
  }

  /// What the seller will have to give up, as far as can be said now; nothing when there is no
  /// price, for then step 3 refuses the refund.
  private Money estimate(Entry refund, Original original, Instant now) {
    return switch (Quotation.price(workshop.terms(), refund, original, now)) {
      case PriceOutcome.Quoted quoted -> quoted.quote().amountOut();
      case PriceOutcome.NoRoute _ -> Money.zero(refund.payOut());
    };
  }

  static String originalId(Entry refund) {
    String original = refund.order().originalOrderId();
    if (original == null) {
      throw new IllegalStateException("refund " + refund.orderId() + " names no order");
    }
    return original;
  }
}
