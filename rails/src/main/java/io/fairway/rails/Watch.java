package io.fairway.rails;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A payment that someone waits for. Shared by all who wait for it.
final class Watch {
  private final CreditTransfer transfer;
  private final CompletableFuture<OpenPayment> settled = new CompletableFuture<>();
  private volatile @Nullable OpenPayment state;
  private volatile long sendAgainAtNanos = Long.MAX_VALUE;
  private int holders;

  Watch(CreditTransfer transfer) {
    this.transfer = transfer;
  }

  CreditTransfer transfer() {
    return transfer;
  }

  /// What is known of the payment; null until it is on record. Never changed once here.
  @Nullable OpenPayment state() {
    return state;
  }

  /// Learns what is on record. Answers only grow, so the longer story wins whoever tells it.
  synchronized void learn(OpenPayment known) {
    OpenPayment before = state;
    if (before == null || known.answers().size() > before.answers().size()) {
      state = known;
    }
    if (known.isFinal()) {
      settled.complete(known);
    }
  }

  void fail(Throwable cause) {
    settled.completeExceptionally(cause);
  }

  boolean isDone() {
    return settled.isDone();
  }

  boolean isFailed() {
    return settled.isCompletedExceptionally();
  }

  /// Waits until the payment is answered for good.
  ///
  /// @return the answers at the end of the wait; empty when the bank is silent
  List<BankAnswer> await(long deadlineNanos) throws InterruptedException {
    try {
      long left = Math.max(0, deadlineNanos - System.nanoTime());
      return settled.get(left, TimeUnit.NANOSECONDS).answers();
    } catch (TimeoutException silent) {
      OpenPayment known = state;
      return known == null ? List.of() : known.answers();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  void sendAgainAt(long nanos) {
    sendAgainAtNanos = nanos;
  }

  /// True when the bank has been silent for too long.
  boolean isOverdue(long nowNanos) {
    long at = sendAgainAtNanos;
    return at != Long.MAX_VALUE && nowNanos - at >= 0 && !isDone();
  }

  /// Called under the registry's lock for the payment's key.
  void hold() {
    holders++;
  }

  /// Called under the registry's lock for the payment's key.
  ///
  /// @return true when nobody waits any more
  boolean release() {
    return --holders == 0;
  }
}
