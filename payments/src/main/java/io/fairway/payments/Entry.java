package io.fairway.payments;

import io.fairway.chain.Hash32;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.pricing.Quote;
import org.jspecify.annotations.Nullable;

/// What the record says of an order when a walk begins.
///
/// @param seq the order's number in the record
/// @param digest of the content that was accepted
/// @param reached the last step it is past
/// @param open true when it is to be driven on
/// @param outcome null while it is under way
/// @param attempt of the reservation, 0 before the first quote
/// @param quote of that attempt, with whether it replaced an expired one
/// @param fresh true when this walk accepted it, so that nothing can have happened to it yet
record Entry(
    long seq,
    PaymentOrder order,
    String digest,
    Asset payOut,
    Step reached,
    boolean open,
    @Nullable Outcome outcome,
    @Nullable String reason,
    int attempt,
    @Nullable Quote quote,
    boolean requoted,
    boolean fresh) {

  /// True when the record is already past that step.
  boolean isPast(Step step) {
    return reached.compareTo(step) >= 0;
  }

  String orderId() {
    return order.orderId();
  }

  /// What a leg on the chain carries: a hash of the order's digest.
  Hash32 reference() {
    return Digests.sha256(digest);
  }

  /// Steps call it on the evidence that they are given.
  void check() {
    Invariant.check(digest.equals(order.digest()), "order %s is not what was accepted", orderId());
  }
}
