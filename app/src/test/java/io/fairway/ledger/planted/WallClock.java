package io.fairway.ledger.planted;

/// A state machine that reads a clock does not replay.
public final class WallClock {
  private WallClock() {}

  /// Reads it.
  public static long now() {
    return System.currentTimeMillis();
  }
}
