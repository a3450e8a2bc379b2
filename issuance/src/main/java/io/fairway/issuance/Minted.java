package io.fairway.issuance;

import io.fairway.chain.Hash32;
import io.fairway.money.Money;

/// A mint that the chain confirmed and the ledger posted.
///
/// @param transactionHash of the mint on the chain
/// @param coins what came into being
public record Minted(Hash32 transactionHash, Money coins) {}
