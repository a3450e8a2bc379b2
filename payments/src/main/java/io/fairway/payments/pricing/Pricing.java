package io.fairway.payments.pricing;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.PaymentOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/// Prices orders. Pure and safe for many threads.
public final class Pricing {

  public Pricing(ReferenceRates rates, PricingPolicy policy, AsOf asOf) {}

  /// Prices an order: what its seller is paid.
  ///
  /// @param order not a refund
  /// @param now the clock of the run, from which the quote's expiry counts
  public PriceOutcome quote(PaymentOrder order, Asset payOut, Instant now) {
    return Unbuilt.yet("quote ");
  }

  /// Prices a refund: what its seller gives up, so that the buyer gets back the refund's amount.
  ///
  /// @param originalIn what the buyer paid for the refunded order
  /// @param originalFee the fee that was taken from it
  public PriceOutcome quoteRefund(
      PaymentOrder refund, Money originalIn, Money originalFee, Asset payOut, Instant now) {
    return Unbuilt.yet("quoteRefund ");
  }

  /// The mid rate that an order of that day is valued at, or empty when there is none or it is too
  /// old.
  public Optional<DatedRate> mid(Asset base, Asset quote, LocalDate orderDay, Instant now) {
    return Unbuilt.yet("mid ");
  }
}
