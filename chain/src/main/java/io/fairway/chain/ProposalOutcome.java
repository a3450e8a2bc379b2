package io.fairway.chain;

/// What the chain says of a mint that was proposed.
public sealed interface ProposalOutcome {
  /// It waits at the gate: it can be executed when the gate's delay is over, and be cancelled until
  /// then.
  ///
  /// @param orderNumber what the gate knows it by
  record Proposed(long orderNumber, Hash32 transactionHash) implements ProposalOutcome {}

  record Refused(String cause) implements ProposalOutcome {}

  record Silent(String lastKnown) implements ProposalOutcome {}
}
