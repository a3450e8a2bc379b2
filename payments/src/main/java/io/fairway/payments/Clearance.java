package io.fairway.payments;

import io.fairway.compliance.Decision;
import io.fairway.compliance.Movement;
import io.fairway.compliance.Valuation;
import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.Rate;
import io.fairway.payments.Acceptance.Accepted;
import io.fairway.payments.OrderRecords.Screened;
import io.fairway.payments.Poster.Linked;
import io.fairway.payments.Postings.Act;
import io.fairway.payments.Postings.Posting;
import io.fairway.payments.order.Participant;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.pricing.DatedRate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Step 2: both parties are screened and the policy is asked. Compliance decides movements; what
/// follows for the order is decided here.
final class Clearance {

  /// Evidence that compliance let the order through.
  sealed interface Cleared permits Evidence {
    Entry entry();
  }

  private record Evidence(Entry entry) implements Cleared {}

  private record Decided(Entry entry, Decision decision) {}

  private static final BigDecimal NEXT_TO_NOTHING = new BigDecimal("0.000000001");

  private final Workshop workshop;

  Clearance(Workshop workshop) {
    this.workshop = workshop;
  }

  /// Clears what is not past this step; the others pass by their record.
  List<Cleared> clear(List<Accepted> batch) {
    List<Entry> entries = batch.stream().map(Accepted::entry).toList();
    entries.forEach(Entry::check);
    List<Decided> decided =
        decide(entries.stream().filter(entry -> !entry.isPast(Step.CLEARED)).toList());
    workshop.passed(CrashPoint.CLEARANCE_DECIDED);
    List<Stopped> stops = new ArrayList<>();
    List<Screened> screened = new ArrayList<>();
    List<Entry> hits = new ArrayList<>();
    for (Decided one : decided) {
      Decision decision = one.decision();
      boolean clear = decision instanceof Decision.Clear;
      screened.add(
          new Screened(one.entry(), clear, decision.listVersion(), decision.policyVersion()));
      switch (decision) {
        case Decision.Clear _ -> {}
        case Decision.Held held -> {
          stops.add(Stopped.held(one.entry(), held.reason(), held.detail()));
          if (held.reason().equals(Reason.SCREENING_HIT) && !one.entry().order().refund()) {
            hits.add(one.entry());
          }
        }
        case Decision.Refused refused ->
            stops.add(Stopped.refused(one.entry(), refused.reason(), refused.detail()));
      }
    }
    block(hits);
    record(screened, stops);
    Set<Long> gone = stops.stream().map(stop -> stop.entry().seq()).collect(Collectors.toSet());
    return entries.stream()
        .filter(entry -> !gone.contains(entry.seq()))
        .<Cleared>map(Evidence::new)
        .toList();
  }

  private void record(List<Screened> screened, List<Stopped> stops) {
    if (screened.isEmpty()) {
      return;
    }
    workshop
        .database()
        .act(connection -> {
          OrderRecords.screened(connection, screened, workshop.now());
          OrderRecords.stop(connection, stops);
        });
    workshop.tally().stopped(stops);
    workshop.passed(CrashPoint.CLEARANCE_RECORDED);
  }

  /// A legal block: the buyer's money leaves the platform's reach. Compliance keeps its decision,
  /// so that a crash before the record leads here again. What the platform does not have cannot be
  /// blocked.
  private void block(List<Entry> hits) {
    List<Linked> blocks = new ArrayList<>();
    List<ChartAccount> accounts = new ArrayList<>();
    for (Entry hit : hits) {
      Asset payIn = hit.order().amount().asset();
      ChartAccount platform = Chart.platform(workshop.platform(hit).id(), payIn);
      Posting posting = Postings.block(platform, hit.order().amount());
      accounts.add(platform);
      accounts.add(posting.credit());
      blocks.add(new Linked(hit, Postings.direct(Act.block(hit), List.of(posting))));
    }
    workshop.accounts().ensure(accounts);
    var _ = workshop.poster().send(blocks);
  }

  private List<Decided> decide(List<Entry> entries) {
    List<Decision> decisions =
        workshop
            .engines()
            .compliance()
            .decide(entries.stream().map(this::movement).toList(), valuation(workshop.now()));
    List<Decided> decided = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      Decision decision = decisions.get(i);
      Entry entry = entries.get(i);
      Invariant.check(
          decision.reference().equals(entry.orderId()),
          "decision %s answers movement %s",
          decision.reference(),
          entry.orderId());
      decided.add(new Decided(entry, decision));
    }
    return decided;
  }

  /// An asset that has no rate to be valued by has none to be priced by either: step 3 refuses its
  /// orders, so that here they count for next to nothing and are only screened.
  private Valuation valuation(Instant now) {
    Asset valuation = workshop.terms().valuation();
    return (asset, day) ->
        workshop
            .terms()
            .pricing()
            .mid(asset, valuation, day, now)
            .map(DatedRate::rate)
            .orElseGet(() -> new Rate(asset, valuation, NEXT_TO_NOTHING));
  }

  /// A refund is cleared on the corridor of its original: the same two parties and the same route,
  /// which the policy knows only in its forward direction.
  private Movement movement(Entry entry) {
    PaymentOrder order = entry.order();
    Participant buyer = workshop.terms().parties().buyer(buyerId(order)).orElseThrow();
    Participant seller = workshop.seller(entry).orElseThrow();
    String country = order.buyerCountry() == null ? buyer.country() : order.buyerCountry();
    return new Movement(
        order.orderId(),
        new Movement.Person(buyer.id(), buyer.name(), country),
        new Movement.Person(seller.id(), seller.name(), seller.country()),
        order.amount(),
        entry.payOut().code(),
        order.day());
  }

  private static String buyerId(PaymentOrder order) {
    String buyer = order.buyerId();
    if (buyer == null) {
      throw new IllegalStateException("order " + order.orderId() + " was accepted without a buyer");
    }
    return buyer;
  }
}
