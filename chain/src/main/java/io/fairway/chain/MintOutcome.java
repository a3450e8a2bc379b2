package io.fairway.chain;

/// What the chain says of a mint.
public sealed interface MintOutcome {
  record Minted(Hash32 transactionHash, long blockNumber, long gasUsed) implements MintOutcome {}

  record Refused(String cause) implements MintOutcome {}

  record Silent(String lastKnown) implements MintOutcome {}
}
