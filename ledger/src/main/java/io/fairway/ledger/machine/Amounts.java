package io.fairway.ledger.machine;

/// Arithmetic of unsigned 64-bit amounts.
final class Amounts {
  private Amounts() {}

  static boolean overflows(long a, long b) {
    return Long.compareUnsigned(a + b, a) < 0;
  }

  static long min(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }

  /// `a - b`, or zero when `b` is more.
  static long minusOrZero(long a, long b) {
    return Long.compareUnsigned(a, b) > 0 ? a - b : 0;
  }
}
