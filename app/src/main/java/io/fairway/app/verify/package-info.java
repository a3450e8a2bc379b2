/// Proves a data directory again, from what is on disk and on the chain.
///
/// The journey says what it did in its record; here that record is only the question. The answers
/// come from elsewhere: every balance is computed anew from the ledger's transfers, every window's
/// legs are taken from the ledger and hashed here, the root comes from the chain's event, and what
/// the bank did comes from the bytes of its messages.
///
/// ```
/// Verification ─┬─ LedgerBook      balances and legs, from transfers alone
///               ├─ LedgerCheck     balances, debits and credits, limits
///               ├─ PostingCheck    each order's holds and posts, exactly once
///               ├─ ChainCheck      legs, roots, proofs     (Keccak, LegTree: hashing of its own)
///               ├─ BankCheck       one ACSC and one debit a payout   (BankBook: the messages)
///               └─ CoinCheck       supply and reserves
/// ```
@org.jspecify.annotations.NullMarked
package io.fairway.app.verify;
