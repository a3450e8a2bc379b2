package io.fairway.app.engine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for something that another process does and that nothing announces.
final class Poll {
  private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

  private Poll() {}

  /// Returns whether the condition became true in time. An interrupt ends the wait early.
  static boolean until(Duration wait, BooleanSupplier condition) {
    long end = System.nanoTime() + wait.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return true;
  }
}
