package io.fairway.payments;

/// Where an order stands at the end of a run. Every line read has exactly one.
public enum Outcome {
  SETTLED,
  REFUNDED,
  /// Stopped until a person, more liquidity or more proceeds release it.
  HELD,
  REFUSED,
  MALFORMED,
  DUPLICATE,
  /// The chain or the bank has not answered; a later run goes on.
  PENDING
}
