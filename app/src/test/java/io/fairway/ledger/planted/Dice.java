package io.fairway.ledger.planted;

import java.util.Random;

/// Nor does one that rolls dice.
public final class Dice {
  private Dice() {}

  /// Rolls them.
  public static int roll(Random random) {
    return random.nextInt();
  }
}
