package io.fairway.issuance;

import io.fairway.chain.Hash32;
import org.jspecify.annotations.Nullable;

/// What became of a funding.
public sealed interface FundingOutcome {
  Funding funding();

  /// It is there, now or from an earlier call.
  ///
  /// @param mint the transaction that minted coins, null for bank money
  record Done(Funding funding, @Nullable Hash32 mint) implements FundingOutcome {}

  /// The coins were not minted; the bank money stays with the participant.
  ///
  /// @param reason `RESERVE_SHORT` or `MINT_REFUSED`
  /// @param detail one sentence for a person
  record Refused(Funding funding, String reason, String detail) implements FundingOutcome {}

  /// The chain has not answered; the same call goes on waiting, and nothing is minted twice.
  record Pending(Funding funding, String lastKnown) implements FundingOutcome {}
}
