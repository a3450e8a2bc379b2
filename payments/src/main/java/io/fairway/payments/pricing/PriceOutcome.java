package io.fairway.payments.pricing;

/// What pricing says of an order.
public sealed interface PriceOutcome {

  /// A price, firm until it expires.
  record Quoted(Quote quote) implements PriceOutcome {}

  /// No price.
  ///
  /// @param reason [#NO_ROUTE] or [#RATE_STALE]
  /// @param detail one sentence for a person
  record NoRoute(String reason, String detail) implements PriceOutcome {
    public static final String NO_ROUTE = "NO_ROUTE";
    public static final String RATE_STALE = "RATE_STALE";
  }
}
