package io.fairway.chain;

import io.fairway.money.Invariant;
import java.time.Instant;

/// What is stated of the reserve behind a coin.
///
/// @param units its value in smallest units of the coin
/// @param supplyElsewhereUnits of the same coin on other chains, which the same reserve stands
///   behind; 0 when it is nowhere else
/// @param asOf when that was so
public record Reserve(long units, long supplyElsewhereUnits, Instant asOf) {
  public Reserve {
    Invariant.check(units >= 0, "a reserve of %s", units);
    Invariant.check(supplyElsewhereUnits >= 0, "a supply of %s elsewhere", supplyElsewhereUnits);
  }

  /// The reserve behind a coin that is on this chain only.
  public static Reserve of(long units, Instant asOf) {
    return new Reserve(units, 0, asOf);
  }
}
