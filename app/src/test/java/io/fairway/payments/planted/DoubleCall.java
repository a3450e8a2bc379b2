package io.fairway.payments.planted;

import java.math.BigDecimal;

/// Floating point by way of a library.
public final class DoubleCall {
  private DoubleCall() {}

  /// Compares wrongly.
  public static boolean isPositive(BigDecimal amount) {
    return amount.doubleValue() > 0;
  }
}
