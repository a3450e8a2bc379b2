package io.fairway.chain;

/// What the chain says of a window that was asked to settle.
public sealed interface WindowOutcome {

  /// Settled for good under the profile's rule.
  record Settled(Inclusion inclusion) implements WindowOutcome {}

  /// Proven dead: mined as reverted, or its nonce was used by another transaction while the
  /// contract does not know the window id. The cause lies in this window's own legs.
  record Reverted(String cause) implements WindowOutcome {}

  /// Proven dead or not sent, for a cause common to all windows (pause, role, limit): sending is
  /// stopped, the holds stay.
  record Stopped(String cause) implements WindowOutcome {}

  /// Not answered within the wait. The window may still settle: asking again with the same window
  /// is safe and goes on waiting.
  record Silent(String lastKnown) implements WindowOutcome {}
}
