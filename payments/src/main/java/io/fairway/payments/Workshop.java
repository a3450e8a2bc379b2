package io.fairway.payments;

import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.payments.Postings.Parts;
import io.fairway.payments.order.Participant;
import io.fairway.payments.order.Parties;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What the steps of one run share.
record Workshop(
    Engines engines,
    Terms terms,
    Database database,
    Poster poster,
    AccountBook accounts,
    Tally tally,
    CrashPoint.Probe probe) {

  /// The run's clock, at the precision that the record keeps.
  Instant now() {
    return engines.clock().instant().truncatedTo(ChronoUnit.MICROS);
  }

  void passed(CrashPoint place) {
    probe.passed(place);
  }

  /// The seller of an order, when this run's parties file knows it.
  Optional<Participant> seller(Entry entry) {
    return terms.parties().seller(entry.order().sellerId());
  }

  /// The accounts that an order moves; its seller is known.
  Parts parts(Entry entry, Asset coin) {
    Parties parties = terms.parties();
    Asset payIn = entry.order().amount().asset();
    String provider = parties.provider().id();
    String payout = parties.payout().id();
    return new Parts(
        Chart.platform(platform(entry).id(), payIn),
        Chart.provider(provider, payIn),
        Chart.platformFee(payIn),
        Chart.wallet(provider, coin),
        Chart.wallet(payout, coin),
        Chart.rounding(coin),
        Chart.payoutInstitution(payout, entry.payOut()),
        Chart.seller(entry.order().sellerId(), entry.payOut()));
  }

  /// The platform that captured the buyer's money; the seller of the order is known.
  Participant platform(Entry entry) {
    return terms.parties().platformOf(seller(entry).orElseThrow());
  }
}
