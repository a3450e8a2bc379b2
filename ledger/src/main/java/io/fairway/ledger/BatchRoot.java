package io.fairway.ledger;

/// The root of one batch's Merkle tree and its link in the chain of roots. A batch is a command
/// that created or expired something. Who keeps any one chain value can check every transfer up to
/// it: see [io.fairway.ledger.proof.ProofCheck].
///
/// @param index counted from zero
/// @param timestamp the ledger's clock after the batch, in nanoseconds
/// @param leafCount accounts, transfers and expirations of the batch
/// @param root 64 hexadecimal digits
/// @param chain 64 hexadecimal digits: this batch and all before it
public record BatchRoot(long index, long timestamp, int leafCount, String root, String chain) {}
