package io.fairway.chain;

/// What the chain says of a window that was asked to settle.
public sealed interface WindowOutcome {

  /// Settled for good under the profile's rule.
  record Settled(Inclusion inclusion) implements WindowOutcome {}

  /// Proven dead: mined as reverted, for a cause that lies in this window's own legs. The same
  /// answer is given for good.
  record Reverted(String cause) implements WindowOutcome {}

  /// Proven dead or not sent, for a cause common to all windows (pause, role, freeze, a
  /// participant's withdrawn consent, a nonce that another program used while the contract does not
  /// know the window id): sending is stopped, the holds stay. Asking again with the same window
  /// tries again, and sends when the cause is gone.
  record Stopped(String cause) implements WindowOutcome {}

  /// Not answered within the wait. The window may still settle: asking again with the same window
  /// is safe and goes on waiting.
  record Silent(String lastKnown) implements WindowOutcome {}
}
