package io.fairway.ledger;

import java.time.Duration;
import java.util.List;

/// A ledger whose callers say how long they wait, and are never left in doubt: what did not go
/// through is a value, and what is unknown can be settled.
public interface DefiniteLedger extends Ledger {

  /// Creates transfers: one batch, which is not cut.
  ///
  /// @param bound how long the caller waits at most
  /// @throws IllegalArgumentException when there are more transfers than one command takes
  Outcome submit(List<Transfer> transfers, Duration bound);

  /// Settles an unknown outcome for good. Each id's result is either `EXISTS`, with the timestamp
  /// of the transfer that was posted, or `ID_ALREADY_FAILED`: it was not posted and never will be,
  /// whatever of the first call is still under way. May be repeated as often as it takes.
  ///
  /// @param bound how long the caller waits at most
  Outcome resolve(Outcome.Unknown unknown, Duration bound);
}
