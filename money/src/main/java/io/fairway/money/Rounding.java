package io.fairway.money;

import java.math.RoundingMode;

/// The three ways in which Fairway rounds, each named for whom it serves.
public enum Rounding {
  /// Toward zero: what is paid out, so that nothing is paid that was not received.
  DOWN(RoundingMode.DOWN),
  /// Away from zero: what is needed to cover an amount.
  UP(RoundingMode.UP),
  /// To the nearest, ties to even: figures that are shown and rates.
  HALF_EVEN(RoundingMode.HALF_EVEN);

  private final RoundingMode mode;

  Rounding(RoundingMode mode) {
    this.mode = mode;
  }

  RoundingMode mode() {
    return mode;
  }
}
