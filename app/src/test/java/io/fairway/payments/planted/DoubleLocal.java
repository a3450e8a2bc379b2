package io.fairway.payments.planted;

/// Money as a local of floating point that no signature shows.
public final class DoubleLocal {
  private DoubleLocal() {}

  /// Rounds wrongly.
  public static long half(long units) {
    var half = units * 0.5;
    return (long) half;
  }
}
