package io.fairway.chain;

/// What became of a statement of the reserve.
public sealed interface AttestOutcome {
  /// The gate knows it.
  ///
  /// @param asOfSeconds of when the gate has it
  record Attested(long asOfSeconds) implements AttestOutcome {}

  record Refused(String cause) implements AttestOutcome {}

  record Silent(String lastKnown) implements AttestOutcome {}
}
