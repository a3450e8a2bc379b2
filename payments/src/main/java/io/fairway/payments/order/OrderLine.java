package io.fairway.payments.order;

import org.jspecify.annotations.Nullable;

/// What one order of the file was read as: every order of the file gives exactly one.
public sealed interface OrderLine {
  /// The line of the file on which it begins, the header being 1.
  long line();

  /// An order that can go on.
  record Valid(PaymentOrder order) implements OrderLine {
    @Override
    public long line() {
      return order.line();
    }
  }

  /// An order that cannot be understood; the others go on.
  ///
  /// @param orderId null when even that could not be read
  /// @param reason a stable code of [Reasons]
  /// @param detail one sentence: what stands there, and what was expected
  record Malformed(long line, @Nullable String orderId, String reason, String detail)
      implements OrderLine {}
}
