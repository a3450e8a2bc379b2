package io.fairway.chain;

import java.util.List;

/// Proof that a window is settled: its transaction has met the profile's confirmation rule.
///
/// @param gasUsed gas units of the transaction
/// @param gasPriceWei the effective price of one gas unit
/// @param blockTimeSeconds the block's timestamp, Unix seconds
/// @param leaves for each leg, in the window's order: its hash in the tree
/// @param proofs for each leg, in the window's order: the sibling hashes from leaf to root
public record Inclusion(
    Hash32 windowId,
    Hash32 transactionHash,
    long blockNumber,
    long blockTimeSeconds,
    long gasUsed,
    long gasPriceWei,
    Hash32 merkleRoot,
    List<Hash32> leaves,
    List<List<Hash32>> proofs) {

  public Inclusion {
    leaves = List.copyOf(leaves);
    proofs = List.copyOf(proofs);
  }
}
