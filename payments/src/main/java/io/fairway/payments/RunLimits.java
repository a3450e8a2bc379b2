package io.fairway.payments;

import io.fairway.money.Invariant;
import java.time.Duration;

/// The limits of a run.
///
/// @param chainWaitMax how long one window is waited for before its orders are pending
/// @param bankWaitMax how long a batch of payments is waited for before its orders are pending
/// @param batchOrdersMax orders that walk the steps together
/// @param windowOrdersMax orders that settle in one transaction
/// @param windowAttemptsMax windows in which an order may stand alone and revert before it is
///   refused
/// @param batchesInFlightMax batches that wait for chain and bank at the same time
public record RunLimits(
    Duration chainWaitMax,
    Duration bankWaitMax,
    int batchOrdersMax,
    int windowOrdersMax,
    int windowAttemptsMax,
    int batchesInFlightMax) {

  public RunLimits {
    Invariant.check(batchOrdersMax > 0 && windowOrdersMax > 0, "a batch and a window hold orders");
    Invariant.check(windowAttemptsMax > 0 && batchesInFlightMax > 0, "at least one of each");
  }

  /// The limits of the development profile.
  public static RunLimits standard() {
    return new RunLimits(Duration.ofSeconds(60), Duration.ofSeconds(60), 1_000, 1_000, 2, 8);
  }
}
