package io.fairway.chain;

/// What the chain says of a mint.
public sealed interface MintOutcome {
  record Minted(Hash32 transactionHash, long blockNumber, long gasUsed) implements MintOutcome {}

  /// Nothing was minted.
  ///
  /// @param passing true when the cause lies outside the order (a pause, a freeze, a bucket that
  ///   refills, an incident): the same order may be minted when it is gone
  record Refused(String cause, boolean passing) implements MintOutcome {}

  record Silent(String lastKnown) implements MintOutcome {}
}
