/// Proof for outsiders: a Merkle root for every committed batch, the roots chained, built by a
/// follower beside the state machine.
///
/// ```
///   Committed ─▶ Roots.doWork ─▶ Hashing, Tree ─▶ root and chain value of each batch
///                Roots.answer ─▶ path of one transfer ─▶ ProofCheck (offline, JDK only)
/// ```
@org.jspecify.annotations.NullMarked
package io.fairway.ledger.proof;
